"use client";
// Deals as a board or as a list, over one query.
import { useSearchParams } from "next/navigation";
import { RecordListPage } from "@/modules/records/ui/record-list-page";
import { BoardPage } from "./board-page";
import { dealScreen } from "./deal-screen";

export function DealsPage() {
  const isList = useSearchParams().get("view") === "list";
  return isList ? <RecordListPage screen={dealScreen} /> : <BoardPage />;
}
