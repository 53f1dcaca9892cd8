"use client";
// An import that is being written, or was: how far it is, what became of the rows, what was not taken, and taking it all
// back.
import { Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useState } from "react";
import { useRevert } from "@/modules/changes/ui/undo-toasts";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { recordKeys } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { ProgressPanel } from "@/ui/jobs/progress-panel";
import type { Import } from "../plan-schema";
import classes from "./import.module.css";
import { stateOf } from "./import-report";
import { PlanRows } from "./plan-rows";
import { ProblemGroups } from "./problem-groups";
import { Rejects } from "./rejects";

const pollMs = 400;

interface PlanReportProps {
  plan: Import;
  isBusy: boolean;
  onCancel: () => void;
  onResume: () => void;
  onAgain: () => void;
}

export function PlanReport({ plan, isBusy, onCancel, onResume, onAgain }: PlanReportProps) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const revert = useRevert();
  const [undo, setUndo] = useState<"none" | "running" | "done">("none");
  const isOver = plan.status !== "committing";
  const jobId = plan.jobId ?? "";
  const { data: job } = useQuery({
    queryKey: ["import", "job", jobId, plan.status],
    queryFn: ({ signal }) => client.bulk.getJob.query({ jobId }, { signal }),
    refetchInterval: isOver ? false : pollMs,
    placeholderData: keepPreviousData,
  });
  const { data: change } = useQuery({
    queryKey: ["import", "change", plan.changeId, plan.status],
    queryFn: ({ signal }) => client.changes.get.query({ changeId: plan.changeId }, { signal }),
    enabled: isOver && undo === "none",
    retry: false,
  });
  const types = [...new Set(plan.targets.map(({ recordType }) => recordType))];
  const names = types.join();
  useEffect(() => {
    if (!isOver) return;
    for (const plural of names.split(","))
      void queryClient.invalidateQueries({ queryKey: recordKeys.type(plural) });
  }, [isOver, names, queryClient]);

  async function takeBack() {
    setUndo("running");
    try {
      await revert([plan.changeId]);
      setUndo("done");
      for (const plural of types) void queryClient.invalidateQueries({ queryKey: recordKeys.type(plural) });
    } catch (thrown) {
      setUndo("none");
      notifyError(thrown);
    }
  }

  const counts = job?.counts;
  const isUndone = undo === "done" || (change?.revertedBy ?? null) !== null;
  const canGoOn = plan.status === "cancelled" || plan.status === "failed";
  return (
    <>
      <ProgressPanel
        title={`Import of ${plan.fileName ?? types.join(", ")}${isUndone ? ", undone" : ""}`}
        state={stateOf[job?.status ?? "queued"]}
        processed={counts?.processed ?? 0}
        total={plan.total ?? undefined}
        counts={
          counts
            ? [
                { label: "created", value: counts.created },
                { label: "updated", value: counts.updated },
                { label: "skipped", value: counts.skipped },
                { label: "left out", value: counts.failed, isProblem: true },
                { label: "to look at", value: counts.warnings },
              ]
            : []
        }
        startedAt={job?.startedAt ?? undefined}
        finishedAt={job?.finishedAt ?? undefined}
        onCancel={onCancel}
        isCancelling={isBusy}
      />
      {plan.error ? (
        <Text role="alert" size="sm" c="var(--m-danger)" mt={10}>
          {plan.error}
        </Text>
      ) : null}
      {isOver ? (
        <Group mt={14} gap={8}>
          {canGoOn && !isUndone ? (
            <Button onClick={onResume} loading={isBusy}>
              Go on with the rest
            </Button>
          ) : null}
          {types.map((plural) => (
            <Button
              key={plural}
              component={Link}
              href={plural === "people" ? "/settings/people?state=invited" : `/${plural}?sort=-createdAt`}
              variant={types.length === 1 && !canGoOn ? "filled" : "default"}
            >
              See the {plural}
            </Button>
          ))}
          <Button variant="default" onClick={onAgain}>
            Import more
          </Button>
          <Rejects plan={plan} label="Download what was not taken" />
          {counts && counts.created + counts.updated > 0 ? (
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={15} />}
              loading={undo === "running"}
              disabled={isUndone}
              onClick={() => void takeBack()}
            >
              {isUndone ? "Import undone" : "Undo this import"}
            </Button>
          ) : null}
        </Group>
      ) : null}
      {isOver ? (
        <div className={classes.section}>
          <ProblemGroups plan={plan} />
          <PlanRows plan={plan} writtenTo={canGoOn ? (counts?.processed ?? 0) : undefined} />
        </div>
      ) : null}
    </>
  );
}
