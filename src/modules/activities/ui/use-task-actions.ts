"use client";
// Completing, moving and making tasks from wherever they are shown; every part that shows activities hears of it.
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";

export interface About {
  type: "deal" | "lead" | "contact" | "account";
  id: string;
  title?: string;
}

/** Where the cache keeps what is asked about activities. */
export const activityKeys = {
  all: ["activities"] as const,
  today: ["activities", "today"] as const,
  calendar: (from: string, to: string, userId: string | undefined, zone: string) =>
    ["activities", "calendar", from, to, userId ?? null, zone] as const,
  planned: (about: About) => ["activities", "planned", about.type, about.id] as const,
  timeline: (about: About, types: string) => ["activities", "timeline", about.type, about.id, types] as const,
};

export function useTaskActions() {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMemo(() => {
    const refresh = () => {
      void queryClient.invalidateQueries({ queryKey: activityKeys.all });
      void queryClient.invalidateQueries({ queryKey: ["records", "tasks"] });
      void queryClient.invalidateQueries({ queryKey: ["records", "deals", "board"] });
    };
    /** Whether it was done; a refusal is shown. */
    const tell = async (work: Promise<unknown>): Promise<boolean> => {
      try {
        await work;
        return true;
      } catch (error) {
        notifyError(error);
        return false;
      } finally {
        refresh();
      }
    };
    return {
      refresh,
      complete: (taskId: string) => tell(client.tasks.complete.mutate({ taskId })),
      reschedule: (taskId: string, dueDate: string) => tell(client.tasks.update.mutate({ taskId, dueDate })),
      add: (title: string, dueDate: string | undefined, about: About | undefined) =>
        tell(
          client.tasks.create.mutate({
            title,
            ...(dueDate ? { dueDate } : {}),
            ...(about ? { relatedTo: { type: about.type, id: about.id } } : {}),
          }),
        ),
    };
  }, [client, queryClient]);
}
