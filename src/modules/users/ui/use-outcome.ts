"use client";
/** What every action of the settings does when it ends: shows the new state and says so, or says why not. */
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { notifyDone, notifyError } from "@/ui/feedback/notify";

/** `mutationOptions(outcome("Key revoked", trpc.apiKeys.pathKey()))` */
export function useOutcome() {
  const queryClient = useQueryClient();
  return <Output>(message: string | ((output: Output) => string), ...changed: QueryKey[]) => ({
    onSuccess: async (output: Output) => {
      notifyDone(typeof message === "string" ? message : message(output));
      await Promise.all(changed.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
    onError: (error: unknown) => notifyError(error),
  });
}
