"use client";
// The pipelines of the workspace, for every part that shows where a deal stands.
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/surfaces/rpc/client";
import type { Pipeline } from "../schema";

export type { CloseReason, Pipeline, Stage } from "../schema";

const none: Pipeline[] = [];

export function usePipelines(isEnabled = true): Pipeline[] {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.pipelines.list.queryOptions({ includeArchived: true }, { staleTime: 60_000, enabled: isEnabled }),
  );
  return data ?? none;
}
