"use client";
// One action on many records: one request, one change set, one toast with Undo; a long one is followed as a job.
import { useCallback } from "react";
import { asOneChange, useRevert } from "@/modules/changes/ui/undo-toasts";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyDone, notifyError } from "@/ui/feedback/notify";
import { notifyProgress } from "@/ui/feedback/progress";
import { notifyUndo } from "@/ui/feedback/undo";
import { describeTotal } from "@/ui/table/table-props";
import type { BulkAction, Selection } from "../schema";
import { useRecordCache } from "./cache";
import type { RecordScreen } from "./record-screen";

interface Outcome {
  changeId: string | null;
  changed: number;
  notPermitted: number;
  refused: number;
  failed: { name: string; reason: string }[];
}

const pollMs = 700;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const countOf = (value: unknown): number => (typeof value === "number" ? value : 0);

/** Applies an action to a selection; `done` is the verb of the toast: "tagged". Throws when it is refused as a whole. */
export function useBulk(screen: RecordScreen) {
  const client = useTRPCClient();
  const cache = useRecordCache(screen);
  const revert = useRevert();
  const { name: recordType, noun } = screen;

  const follow = useCallback(
    async (jobId: string, changeId: string | null, matched: number, done: string): Promise<Outcome> => {
      const total = describeTotal(matched, true, noun);
      const toast = notifyProgress(`${total}: being ${done}`, "Starting");
      try {
        for (;;) {
          await pause(pollMs);
          const { status, progress, error } = await client.records.job.query({ jobId });
          const processed = countOf(progress.processed);
          toast.say(`${total}: being ${done}`, `${new Intl.NumberFormat("en").format(processed)} looked at`);
          if (status === "queued" || status === "running") continue;
          if (status !== "completed") notifyError({ message: error ?? `The job was ${status}` });
          const failed = Array.isArray(progress.failed) ? (progress.failed as Outcome["failed"]) : [];
          return {
            changeId,
            changed: countOf(progress.changed),
            notPermitted: countOf(progress.notPermitted),
            refused: countOf(progress.refused),
            failed,
          };
        }
      } finally {
        toast.close();
      }
    },
    [client, noun],
  );

  const tell = useCallback(
    ({ changeId, changed, notPermitted, refused, failed }: Outcome, done: string) => {
      cache.refreshLists();
      const others = notPermitted > 0 ? `, ${notPermitted} not yours to change` : "";
      if (changed === 0 && failed.length === 0)
        notifyDone(others ? `Nothing changed${others}` : "They are all like that already");
      if (changed > 0 && changeId)
        notifyUndo({
          message: `${describeTotal(changed, true, noun)} ${done}${others}`,
          onUndo: async () => {
            await revert([changeId]);
            cache.refreshLists();
          },
        });
      const [first] = failed;
      if (first) notifyError({ message: `${refused} could not be changed. ${first.name}: ${first.reason}` });
    },
    [cache, noun, revert],
  );

  return useCallback(
    async (selection: Selection, action: BulkAction, done: string): Promise<void> => {
      const { result } = await asOneChange(() =>
        client.records.applyBulk.mutate({ recordType, selection, action }),
      );
      if (!result.jobId) return tell(result, done);
      // Not waited for: the person goes on, the toast tells how far it is.
      void follow(result.jobId, result.changeId, result.matched, done)
        .then((outcome) => tell(outcome, done))
        .catch(notifyError);
    },
    [client, recordType, follow, tell],
  );
}
