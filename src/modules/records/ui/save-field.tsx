"use client";
// Saving one field of a record so that nobody overwrites anybody unseen: refused when someone else has changed the same
// field meanwhile, and then both values are shown to choose from.
import { useQueryClient } from "@tanstack/react-query";
import { isTRPCClientError } from "@trpc/client";
import { useMemo, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { type RecordRow, recordCalls, useUntypedClient } from "@/surfaces/rpc/records";
import { patchOf, readValue } from "@/ui/fields/read-value";
import { latePart } from "@/ui/late/late-part";
import type { FieldConflict } from "@/ui/record/conflict-dialog";
import { recordCache } from "./cache";
import type { RecordScreen } from "./record-screen";

// Rare; what is to be decided waits until it is there.
const ConflictDialog = latePart(() =>
  import("@/ui/record/conflict-dialog").then((part) => part.ConflictDialog),
);

export const statusOf = (error: unknown): number | undefined => {
  const status: unknown = isTRPCClientError(error) ? error.data?.httpStatus : undefined;
  return typeof status === "number" ? status : undefined;
};

const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const mostTries = 4;

interface OpenConflict {
  conflict: FieldConflict;
  theirName: string;
  decide: (value: { value: unknown } | null) => void;
}

/** Decided later: the editor keeps what was typed, with this beside it, and asks again when it is saved. */
const undecided = (field: FieldDescriptor, theirName: string) => {
  const text = `Not saved: ${theirName} has changed this meanwhile. Save again to choose.`;
  return Object.assign(new Error(text), { fields: { [field.key]: text } });
};

export type SaveField = (
  record: RecordRow,
  field: FieldDescriptor,
  value: unknown,
  /** The value that the editor started from; the shown one when absent. */
  base?: unknown,
) => Promise<RecordRow>;

export function useSaveField(screen: RecordScreen): { save: SaveField; conflictDialog: React.ReactNode } {
  const client = useUntypedClient();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<OpenConflict | null>(null);

  const save = useMemo<SaveField>(() => {
    const calls = recordCalls(client, screen);
    const cache = recordCache(queryClient, screen);

    async function whoChanged(id: string, field: FieldDescriptor): Promise<string> {
      const { items } = await calls.timeline(id, undefined);
      const entry = items.find((item) => item.after && readValue(item.after, field.key) !== undefined);
      return entry?.actor.name ?? "Someone";
    }

    async function choose(conflict: FieldConflict, id: string): Promise<{ value: unknown }> {
      const theirName = await whoChanged(id, conflict.field);
      return new Promise((resolve, reject) => {
        setOpen({
          conflict,
          theirName,
          decide: (choice) => {
            setOpen(null);
            if (choice) resolve(choice);
            else reject(undecided(conflict.field, theirName));
          },
        });
      });
    }

    return async (record, field, sent, base = readValue(record, field.key)) => {
      // Lists cannot be cleared to nothing: an empty list is their nothing.
      let value = sent === null && field.kind === "tags" ? [] : sent;
      let before = base;
      let current = cache.find(record.id) ?? record;
      for (let tried = 0; ; tried++) {
        const theirs = readValue(current, field.key);
        if (!isSame(theirs, before) && !isSame(theirs, value)) {
          const choice = await choose({ field, before, yours: value, theirs }, record.id);
          if (isSame(choice.value, theirs)) return current;
          value = choice.value;
          before = theirs;
        }
        try {
          const patch = { ...patchOf(field.key, value), ...screen.savedWith?.(current, field) };
          const saved = await calls.update(record.id, patch, current.version);
          cache.put(saved);
          cache.refreshAround(saved.id);
          return saved;
        } catch (error) {
          if (statusOf(error) !== 412 || tried >= mostTries) throw error;
          // Changed meanwhile, perhaps elsewhere in the record: look before asking anyone.
          current = await calls.get(record.id);
          cache.put(current);
        }
      }
    };
  }, [client, queryClient, screen]);

  const conflictDialog = open ? (
    <ConflictDialog
      conflicts={[open.conflict]}
      theirName={open.theirName}
      onResolve={(values) => open.decide({ value: values[open.conflict.field.key] })}
      onClose={() => open.decide(null)}
    />
  ) : null;
  return { save, conflictDialog };
}
