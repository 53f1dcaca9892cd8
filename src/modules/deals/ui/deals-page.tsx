"use client";
// Deals as a board or as a list, over one query.
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { BoardPage } from "./board-page";
import { dealScreen } from "./deal-screen";

// The board is what is asked for first; the list brings its own code.
const RecordListPage = dynamic(() =>
  import("@/modules/records/ui/record-list-page").then((part) => part.RecordListPage),
);

export function DealsPage() {
  const isList = useSearchParams().get("view") === "list";
  return isList ? <RecordListPage screen={dealScreen} /> : <BoardPage />;
}
