"use client";
// Every change that this page makes can be taken back: a toast with Undo for each change set, or one for many that
// belong together.
import { useEffect } from "react";
import { onChange, useTRPCClient } from "@/surfaces/rpc/client";
import { notifyDone } from "@/ui/feedback/notify";
import { notifyUndo } from "@/ui/feedback/undo";
import { type RevertCounts, revertAndFollow } from "./follow-revert";

/** What was done, by the operation's verb; others say that it is saved. */
const sentences: Record<string, (noun: string) => string> = {
  create: (noun) => `${noun} created`,
  update: (noun) => `${noun} changed`,
  delete: (noun) => `${noun} deleted`,
  restore: (noun) => `${noun} restored`,
  relate: () => "Relationship added",
  unrelate: () => "Relationship removed",
  merge: (noun) => `${noun} merged`,
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
  "me users invitations roles teams departments tenant apiKeys personalTokens sessions fields pipelines currencies".split(
    " ",
  ),
);

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
export function describeRevert({ reversed, kept, failed, reason }: RevertCounts): string {
  const records = (count: number) => `${count.toLocaleString()} ${count === 1 ? "record" : "records"}`;
  if (kept === 0 && failed === 0) return reversed > 1 ? `Undone: ${records(reversed)}` : "Undone";
  return [
    `${records(reversed)} put back`,
    kept > 0 ? `${kept.toLocaleString()} kept because edited since` : "",
    failed > 0 ? `${failed.toLocaleString()} not possible: ${reason ?? ""}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

export function useRevert(): (changeIds: string[]) => Promise<void> {
  const client = useTRPCClient();
  return async (changeIds) => {
    const all: RevertCounts = { reversed: 0, kept: 0, failed: 0, reason: null };
    // The last first: a later change may stand on an earlier one.
    for (const changeId of [...changeIds].reverse()) {
      const one = await revertAndFollow(client, changeId);
      all.reversed += one.reversed;
      all.kept += one.kept;
      all.failed += one.failed;
      all.reason ??= one.reason;
    }
    notifyDone(describeRevert(all));
  };
}

interface UndoToastsProps {
  /** "contacts" → "Contact" */
  nounOf: (resource: string) => string | undefined;
}

/** Once, inside the shell. */
export function UndoToasts({ nounOf }: UndoToastsProps) {
  const client = useTRPCClient();
  useEffect(
    () =>
      onChange(({ changeId, operation }) => {
        const [resource = "", verb = ""] = operation.split(".");
        if (operation === "changes.revert" || ownWords.has(resource)) return;
        if (gathering) {
          gathering.push(changeId);
          return;
        }
        const noun = nounOf(resource);
        notifyUndo({
          message: (noun && sentences[verb]?.(noun)) || "Saved",
          onUndo: async () => notifyDone(describeRevert(await revertAndFollow(client, changeId))),
        });
      }),
    [client, nounOf],
  );
  return null;
}
