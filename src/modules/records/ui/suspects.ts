"use client";
// Records that may be the same as one: other records of its type, and for a lead also the contact or account that it
// may be already.
import { useQuery } from "@tanstack/react-query";
import { type DuplicateRow, recordKeys, useRecordCalls } from "@/surfaces/rpc/records";
import { type RecordScreen, titleOf } from "./record-screen";

export interface Suspect {
  recordType: string;
  id: string;
  name: string;
  reasons: string[];
}

export const suspectsOf = (screen: RecordScreen, rows: DuplicateRow[]): Suspect[] =>
  rows.map((row) =>
    "record" in row
      ? {
          recordType: screen.name,
          id: row.record.id,
          name: titleOf(screen, row.record),
          reasons: row.reasons,
        }
      : row,
  );

const none: Suspect[] = [];

export function useSuspects(screen: RecordScreen, id: string): Suspect[] {
  const calls = useRecordCalls(screen);
  const { data } = useQuery({
    queryKey: recordKeys.related(screen.plural, id, "duplicates"),
    queryFn: async ({ signal }) => suspectsOf(screen, await calls.duplicates(id, signal)),
    enabled: screen.hasDuplicates !== false,
    staleTime: 30_000,
  });
  return data ?? none;
}
