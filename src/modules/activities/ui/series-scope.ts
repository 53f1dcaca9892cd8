"use client";
// Whether changes to a task that repeats are meant for it alone: chosen on its page, and sent with what is saved there.
import { useSyncExternalStore } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { RecordRow } from "@/surfaces/rpc/records";

const alone = new Set<string>();
const listeners = new Set<() => void>();

export function setIsAlone(taskId: string, isAlone: boolean): void {
  if (isAlone) alone.add(taskId);
  else alone.delete(taskId);
  for (const listener of listeners) listener();
}

export const useIsAlone = (taskId: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => alone.has(taskId),
    () => false,
  );

/** What a change of the task says besides; a rhythm is never one task's alone. */
export const scopeOfChange = (task: RecordRow, field?: FieldDescriptor): { scope?: "this" } =>
  task.recurrence && alone.has(task.id) && field?.key !== "recurrence" ? { scope: "this" } : {};
