"use client";
// Every change that this page makes can be taken back: a toast with Undo for each change set, or one for many that
// belong together.
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { onChange, useTRPCClient } from "@/surfaces/rpc/client";
import { notifyDone } from "@/ui/feedback/notify";
import { notifyUndo } from "@/ui/feedback/undo";
import { latePart } from "@/ui/late/late-part";
import { type RevertCounts, revertAndFollow } from "./follow-revert";
import { showOutcome, useShownOutcome } from "./outcome-store";

// Seldom needed: fetched with the first report.
const OutcomeReportSheet = latePart(() => import("./outcome-report").then((part) => part.OutcomeReportSheet));

/** What was done, by the operation's verb; others say that it is saved. */
const sentences: Record<string, (noun: string) => string> = {
  create: (noun) => `${noun} created`,
  update: (noun) => `${noun} changed`,
  delete: (noun) => `${noun} deleted`,
  restore: (noun) => `${noun} restored`,
  relate: () => "Relationship added",
  unrelate: () => "Relationship removed",
  moveStage: () => "Deal moved",
  win: () => "Deal won",
  lose: () => "Deal lost",
  reopen: (noun) => `${noun} reopened`,
  complete: () => "Done",
  cancel: () => "Cancelled",
  convert: () => "Lead converted",
  qualify: () => "Lead qualified",
};

/** What the settings change says so in its own words there, and has its own way back. */
const ownWords = new Set(
  "me merge users invitations roles teams departments tenant apiKeys personalTokens sessions fields imports pipelines currencies forms leads.setAssignment".split(
    " ",
  ),
);

/** What one thing was made of: where to go when its page goes with the undo. */
const origins: Record<string, string> = { "leads.convert": "lead" };

/** The page of what the rest was made of, when the page that is shown is of something that is gone now. */
function wayBack(operation: string, { lists }: RevertCounts): string | undefined {
  const type = origins[operation];
  const origin = lists.reversed.find((one) => one.recordType === type);
  const isGone = lists.reversed.some(
    (one) => one !== origin && one.fields.length === 0 && window.location.href.includes(one.recordId),
  );
  return origin && isGone ? `/${type}s/${origin.recordId}` : undefined;
}

let gathering: string[] | null = null;

/** Runs many mutations as one thing to undo. */
export async function asOneChange<T>(work: () => Promise<T>): Promise<{ result: T; changeIds: string[] }> {
  const outer = gathering;
  const changeIds: string[] = [];
  gathering = changeIds;
  try {
    return { result: await work(), changeIds };
  } finally {
    gathering = outer;
  }
}

/** "3 records put back, 1 kept because edited since" */
export function describeRevert({ reversed, kept, failed, reason }: RevertCounts, isRedo = false): string {
  const done = isRedo ? "Redone" : "Undone";
  const records = (count: number) => `${count.toLocaleString()} ${count === 1 ? "record" : "records"}`;
  if (kept === 0 && failed === 0) return reversed > 1 ? `${done}: ${records(reversed)}` : done;
  return [
    `${records(reversed)} put back`,
    kept > 0 ? `${kept.toLocaleString()} kept because edited since` : "",
    failed > 0 ? `${failed.toLocaleString()} not possible: ${reason ?? ""}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** Says how it went; what was kept or could not be put back is listed. */
function tell(counts: RevertCounts, isRedo?: boolean): void {
  const title = describeRevert(counts, isRedo);
  if (counts.kept + counts.failed > 0) showOutcome({ title, ...counts.lists });
  else notifyDone(title);
}

/** `isRedo`: what is taken back was an undo itself, and is said to be done again. */
export function useRevert(): (changeIds: string[], isRedo?: boolean) => Promise<void> {
  const client = useTRPCClient();
  return async (changeIds, isRedo) => {
    const lists: RevertCounts["lists"] = { reversed: [], kept: [], failed: [] };
    const all: RevertCounts = { reversed: 0, kept: 0, failed: 0, reason: null, lists };
    // The last first: a later change may stand on an earlier one.
    for (const changeId of [...changeIds].reverse()) {
      const one = await revertAndFollow(client, changeId);
      all.reversed += one.reversed;
      all.kept += one.kept;
      all.failed += one.failed;
      all.reason ??= one.reason;
      lists.reversed.push(...one.lists.reversed);
      lists.kept.push(...one.lists.kept);
      lists.failed.push(...one.lists.failed);
      lists.revertId ??= one.lists.revertId;
    }
    tell(all, isRedo);
  };
}

interface UndoToastsProps {
  /** "contacts" → "Contact" */
  nounOf: (resource: string) => string | undefined;
}

/** Once, inside the shell. */
export function UndoToasts({ nounOf }: UndoToastsProps) {
  const client = useTRPCClient();
  const router = useRouter();
  useEffect(
    () =>
      onChange(({ changeId, operation }) => {
        const [resource = "", verb = ""] = operation.split(".");
        if (operation === "changes.revert" || ownWords.has(resource) || ownWords.has(operation)) return;
        if (gathering) {
          gathering.push(changeId);
          return;
        }
        const noun = nounOf(resource);
        notifyUndo({
          message: (noun && sentences[verb]?.(noun)) || "Saved",
          onUndo: async () => {
            const counts = await revertAndFollow(client, changeId);
            const back = wayBack(operation, counts);
            if (back) router.push(back);
            tell(counts);
          },
        });
      }),
    [client, nounOf, router],
  );
  return null;
}

/** Once, inside the shell. */
export function OutcomeReports() {
  const report = useShownOutcome();
  return report ? <OutcomeReportSheet report={report} /> : null;
}
