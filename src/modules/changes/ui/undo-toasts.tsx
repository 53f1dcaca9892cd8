"use client";
// Every change that this page makes can be taken back: a toast with Undo for each change set, or one for many that
// belong together.
import { useEffect } from "react";
import { onChange, useTRPCClient } from "@/surfaces/rpc/client";
import { notifyDone } from "@/ui/feedback/notify";
import { notifyUndo } from "@/ui/feedback/undo";

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

interface Reverted {
  reversed: unknown[];
  kept: unknown[];
  failed: { reason: string }[];
}

/** "3 records put back, 1 kept because edited since" */
export function describeRevert({ reversed, kept, failed }: Reverted): string {
  const records = (count: number) => `${count} ${count === 1 ? "record" : "records"}`;
  if (kept.length === 0 && failed.length === 0)
    return reversed.length > 1 ? `Undone: ${records(reversed.length)}` : "Undone";
  return [
    `${records(reversed.length)} put back`,
    kept.length > 0 ? `${kept.length} kept because edited since` : "",
    failed.length > 0 ? `${failed.length} not possible: ${failed[0]?.reason ?? ""}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

export function useRevert(): (changeIds: string[]) => Promise<void> {
  const client = useTRPCClient();
  return async (changeIds) => {
    const all: Reverted = { reversed: [], kept: [], failed: [] };
    // The last first: a later change may stand on an earlier one.
    for (const changeId of [...changeIds].reverse()) {
      const { reversed, kept, failed } = await client.changes.revert.mutate({ changeId });
      all.reversed.push(...reversed);
      all.kept.push(...kept);
      all.failed.push(...failed);
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
          onUndo: async () => notifyDone(describeRevert(await client.changes.revert.mutate({ changeId }))),
        });
      }),
    [client, nounOf],
  );
  return null;
}
