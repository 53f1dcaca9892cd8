"use client";
// Deals as a board or as a list, over one query; each brings its own code.
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { dealScreen } from "./deal-screen";

const BoardPage = dynamic(() => import("./board-page").then((part) => part.BoardPage));
const RecordListPage = dynamic(() =>
  import("@/modules/records/ui/record-list-page").then((part) => part.RecordListPage),
);

export function DealsPage() {
  const isList = useSearchParams().get("view") === "list";
  return isList ? <RecordListPage screen={dealScreen} /> : <BoardPage />;
}
