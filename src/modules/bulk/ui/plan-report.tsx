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
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { ProgressPanel } from "@/ui/jobs/progress-panel";
import type { Import } from "../plan-schema";
import type { Job } from "../schema";
import classes from "./import.module.css";
import { stateOf } from "./import-report";
import { PlanRows } from "./plan-rows";
import { actions, words } from "./plan-words";
import { ProblemGroups } from "./problem-groups";
import { Rejects } from "./rejects";

const pollMs = 400;

type Counted = { label: string; value: number; isProblem?: boolean };

/** What was written, as the rows below are counted. */
const rowsBy = (counts: Import["counts"]): Counted[] => [
  ...[...actions.filter((one) => one !== "problem"), "problem" as const].flatMap((one) =>
    counts[one] > 0 || one === "create" || one === "problem"
      ? [{ label: words[one].past, value: counts[one], isProblem: one === "problem" }]
      : [],
  ),
  ...(counts.warnings > 0 ? [{ label: "worth a look", value: counts.warnings }] : []),
];

/** What is in so far: a row may hold several records. */
const recordsBy = ({ created, updated, skipped, failed }: Job["counts"]): Counted[] => [
  { label: "records created", value: created },
  { label: "updated", value: updated },
  { label: "skipped", value: skipped },
  { label: "left out", value: failed, isProblem: true },
];

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
  const { tag: locale } = useLocale();
  const [undo, setUndo] = useState<"none" | "running" | "done">("none");
  const isOver = plan.status !== "committing";
  const jobId = plan.jobId ?? "";
  const { data: job } = useQuery({
    queryKey: ["import", "job", jobId, plan.status],
    queryFn: ({ signal }) => client.bulk.getJob.query({ jobId }, { signal }),
    refetchInterval: isOver ? false : pollMs,
    placeholderData: keepPreviousData,
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
      void queryClient.invalidateQueries({ queryKey: ["import", "recent"] });
      for (const plural of types) void queryClient.invalidateQueries({ queryKey: recordKeys.type(plural) });
    } catch (thrown) {
      setUndo("none");
      notifyError(thrown);
    }
  }

  const counts = job?.counts;
  const isUndone = undo === "done" || plan.isUndone;
  const canGoOn = plan.status === "cancelled" || plan.status === "failed";
  return (
    <>
      <ProgressPanel
        title={`Import of ${plan.fileName ?? types.join(", ")}${isUndone ? ", undone" : ""}`}
        state={stateOf[job?.status ?? "queued"]}
        processed={counts?.processed ?? 0}
        total={plan.total ?? undefined}
        counts={plan.status === "completed" ? rowsBy(plan.counts) : counts ? recordsBy(counts) : []}
        startedAt={job?.startedAt ?? undefined}
        finishedAt={job?.finishedAt ?? undefined}
        onCancel={onCancel}
        isCancelling={isBusy}
      />
      {plan.status === "completed" && counts && types.length > 1 ? (
        <Text size="sm" c="dimmed" mt={8}>
          {`${formatNumber(counts.created, locale)} records created and ${formatNumber(counts.updated, locale)} updated in these rows.`}
        </Text>
      ) : null}
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
