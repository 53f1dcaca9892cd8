"use client";
// Merging and taking it back, from any screen: what is shown elsewhere follows at once, and how it went is told.
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { showOutcome } from "@/modules/changes/ui/outcome-store";
import { recordCache } from "@/modules/records/ui/cache";
import { type RecordScreen, titleOf } from "@/modules/records/ui/record-screen";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";
import { notifyDone } from "@/ui/feedback/notify";
import { notifyUndo } from "@/ui/feedback/undo";
import { describeTotal } from "@/ui/table/table-props";

export interface MergeAsked {
  winnerId: string;
  loserIds: string[];
  choices: Record<string, string>;
  links: Record<string, string>;
}

export const mergeKeys = {
  pairs: (recordType: string) => ["merge", "pairs", recordType] as const,
  journal: (recordType: string, id: string) => ["merge", "journal", recordType, id] as const,
};

export interface MergeActions {
  merge: (asked: MergeAsked) => Promise<RecordRow>;
  unmerge: (mergeId: string) => Promise<void>;
  /** All of them from each other, or one from each of the others. */
  keepSeparate: (recordIds: string[], from?: string) => Promise<void>;
}

export function useMergeActions(screen: RecordScreen): MergeActions {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMemo(() => {
    const cache = recordCache(queryClient, screen);
    const recordType = screen.name;

    /** Links of any type may have moved: whatever is shown is asked for again. */
    function refresh() {
      void queryClient.invalidateQueries({ queryKey: ["records"] });
      void queryClient.invalidateQueries({ queryKey: ["merge"] });
      void queryClient.invalidateQueries({ queryKey: ["activities"] });
    }

    async function unmerge(mergeId: string) {
      const { record, restored, kept } = await client.merge.undo.mutate({ mergeId });
      cache.put(record as RecordRow);
      for (const one of restored as RecordRow[])
        queryClient.setQueryData(recordKeys.one(screen.plural, one.id), one);
      refresh();
      const outcome = (one: RecordRow) => ({
        recordType,
        recordId: one.id,
        name: titleOf(screen, one),
        fields: [],
        reason: "on its own again",
      });
      showOutcome({
        title: "Un-merged",
        reversedTitle: "On their own again",
        reversed: (restored as RecordRow[]).map(outcome),
        kept: kept.map(({ field, ...rest }) => ({ ...rest, fields: [field] })),
        failed: [],
      });
    }

    async function merge(asked: MergeAsked) {
      const answer = await client.merge.records.mutate({ recordType, ...asked });
      const record = answer.record as RecordRow;
      cache.put(record);
      for (const id of answer.mergedIds) cache.remove(id);
      refresh();
      notifyUndo({
        message: `${describeTotal(answer.mergedIds.length + 1, true, screen.noun)} merged into ${titleOf(screen, record)}`,
        onUndo: () => unmerge(answer.mergeId),
      });
      return record;
    }

    async function keepSeparate(recordIds: string[], from?: string) {
      await client.merge.keepSeparate.mutate({ recordType, recordIds, from });
      refresh();
      notifyUndo({
        message: `Remembered: these are different ${screen.noun.many}`,
        onUndo: async () => {
          await client.merge.suspectAgain.mutate({ recordType, recordIds, from });
          refresh();
          notifyDone("They are suspected again");
        },
      });
    }

    return { merge, unmerge, keepSeparate };
  }, [client, queryClient, screen]);
}
