"use client";
// One import from its files to its report: columns, plan, progress. What is shown is what the server says it is at.
import { Button, Group, Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { ErrorState } from "@/ui/feedback/states";
import { ProgressPanel } from "@/ui/jobs/progress-panel";
import type { Import } from "../plan-schema";
import { MatchStep } from "./match-step";
import { PlanReport } from "./plan-report";
import { PlanReview } from "./plan-review";
import { Step } from "./step";

const pollMs = 400;
const isMoving = (plan: Import | undefined) => plan?.status === "planning" || plan?.status === "committing";

export const planKey = (importId: string) => ["import", "plan", importId];

export function PlanPage({ importId, onAgain }: { importId: string; onAgain: () => void }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [isMatching, setIsMatching] = useState(false);
  const {
    data: now,
    error,
    refetch,
  } = useQuery({
    queryKey: planKey(importId),
    queryFn: ({ signal }) => client.imports.get.query({ importId }, { signal }),
    refetchInterval: ({ state }) => (isMoving(state.data) ? pollMs : false),
    placeholderData: keepPreviousData,
  });
  // Drawn piece by piece: a file of many columns must not hold up the page.
  const data = useDeferredValue(now, undefined);
  if (!data)
    return error ? (
      <>
        <ErrorState error={error} onRetry={() => void refetch()} />
        <Group justify="center">
          <Button variant="subtle" onClick={onAgain}>
            New import
          </Button>
        </Group>
      </>
    ) : (
      <Skeleton height={320} />
    );
  const put = (next: Import) => queryClient.setQueryData(planKey(importId), next);

  async function run(work: () => Promise<Import>) {
    setIsBusy(true);
    try {
      put(await work());
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      setIsBusy(false);
    }
  }
  const cancel = () => void run(() => client.imports.cancel.mutate({ importId }));

  if (data.jobId)
    return (
      <Step key="report">
        <PlanReport
          plan={data}
          isBusy={isBusy}
          onCancel={cancel}
          onResume={() => void run(() => client.imports.resume.mutate({ importId }))}
          onAgain={onAgain}
        />
      </Step>
    );
  const isOpen = data.status === "draft" || isMatching || data.draft !== null;
  if (isOpen && data.status !== "planning")
    return (
      <MatchStep
        plan={data}
        onBack={data.status === "planned" ? () => setIsMatching(false) : undefined}
        onChanged={(next) => {
          put(next);
          if (next.status === "planning") setIsMatching(false);
        }}
        onCancel={onAgain}
      />
    );
  if (data.status === "planned")
    return (
      <Step key="review">
        <PlanReview
          plan={data}
          isBusy={isBusy}
          onAgain={onAgain}
          onMatch={() => setIsMatching(true)}
          onCommit={() => void run(() => client.imports.commit.mutate({ importId }))}
          onPlan={(targets) => void run(() => client.imports.plan.mutate({ importId, targets }))}
          onChanged={() => void refetch()}
        />
      </Step>
    );
  const isPlanning = data.status === "planning";
  return (
    <Step key="planning">
      <ProgressPanel
        title={`Looking through ${data.fileName ?? "the file"}`}
        state={isPlanning ? "running" : data.status === "failed" ? "failed" : "cancelled"}
        processed={Math.round(data.progress * (data.total ?? 0))}
        total={data.total ?? undefined}
        counts={[]}
        onCancel={cancel}
        isCancelling={isBusy}
      />
      {isPlanning ? null : (
        <Group mt={14} gap={8}>
          <Button onClick={() => setIsMatching(true)}>Back to the columns</Button>
          <Button variant="default" onClick={onAgain}>
            Choose other files
          </Button>
        </Group>
      )}
    </Step>
  );
}
