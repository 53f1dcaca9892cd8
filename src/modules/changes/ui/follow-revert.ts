"use client";
// An undo from the asking to its end: small ones answer at once, a job is followed and tells how far it is.
import type { useTRPCClient } from "@/surfaces/rpc/client";
import { closeProgress, notifyProgress } from "@/ui/feedback/notify";
import type { OutcomeReport } from "./outcome-store";

/** How many of each list, and why the first of the failed ones failed. */
export interface RevertCounts {
  reversed: number;
  kept: number;
  failed: number;
  reason: string | null;
  /** The records of the lists; of a job, what its own change set can be asked for. */
  lists: Pick<OutcomeReport, "reversed" | "kept" | "failed" | "revertId">;
}

const lookEveryMs = 700;
const pause = () => new Promise((resolve) => setTimeout(resolve, lookEveryMs));
const numberAt = (progress: Record<string, unknown>, key: string): number => Number(progress[key] ?? 0);

export async function revertAndFollow(
  client: ReturnType<typeof useTRPCClient>,
  changeId: string,
): Promise<RevertCounts> {
  const {
    changeId: revertId,
    jobId,
    reversed,
    kept,
    failed,
  } = await client.changes.revert.mutate({ changeId });
  if (!jobId) {
    return {
      reversed: reversed.length,
      kept: kept.length,
      failed: failed.length,
      reason: failed[0]?.reason ?? null,
      lists: { reversed, kept, failed },
    };
  }
  try {
    for (;;) {
      const { status, progress, error } = await client.records.job.query({ jobId });
      const [processed, total] = [numberAt(progress, "processed"), numberAt(progress, "total")];
      if (status === "completed") {
        const named = (progress.named ?? []) as { outcome: string; reason: string }[];
        return {
          reversed: numberAt(progress, "reversed"),
          kept: numberAt(progress, "kept"),
          failed: numberAt(progress, "failed"),
          reason: named.find((one) => one.outcome === "failed")?.reason ?? null,
          lists: { reversed: [], kept: [], failed: [], revertId: revertId ?? undefined },
        };
      }
      if (status === "failed" || status === "cancelled") throw new Error(error ?? "The undo was stopped");
      const far = total > 0 ? `: ${processed.toLocaleString()} of ${total.toLocaleString()}` : "";
      notifyProgress(jobId, `Undoing${far} …`);
      await pause();
    }
  } finally {
    closeProgress(jobId);
  }
}
