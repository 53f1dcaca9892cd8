"use client";
// One import over the API: how far it is, what became of the rows, what was wrong with which, and taking it all back.
import { Button, Group, SegmentedControl, Text, Title } from "@mantine/core";
import { IconArrowBackUp, IconDownload } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useState } from "react";
import { useRevert } from "@/modules/changes/ui/undo-toasts";
import { useScreens } from "@/modules/records/ui/record-screen";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { recordKeys } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { type JobState, ProgressPanel } from "@/ui/jobs/progress-panel";
import { RecordSkeleton } from "@/ui/record/record-page";
import type { Job, RowProblem } from "../schema";
import { downloadProblems } from "./download-problems";
import classes from "./import.module.css";

const pollMs = 400;
const pageSize = 100;

export const stateOf: Record<Job["status"], JobState> = {
  queued: "waiting",
  running: "running",
  completed: "done",
  cancelled: "cancelled",
  failed: "failed",
};

const isOver = (job: Job | undefined): boolean =>
  job !== undefined && job.status !== "queued" && job.status !== "running";

export function ImportReport({ jobId, onAgain }: { jobId: string; onAgain: () => void }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const revert = useRevert();
  const screens = useScreens();
  const [isCancelling, setIsCancelling] = useState(false);
  const [isUndoing, setIsUndoing] = useState(false);
  const [isTakenBack, setIsTakenBack] = useState(false);
  const {
    data: job,
    error,
    refetch,
  } = useQuery({
    queryKey: ["import", "job", jobId],
    queryFn: ({ signal }) => client.bulk.getJob.query({ jobId }, { signal }),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : pollMs),
  });
  const over = isOver(job);
  const plural = job?.recordType;
  useEffect(() => {
    if (over && plural) void queryClient.invalidateQueries({ queryKey: recordKeys.type(plural) });
  }, [over, plural, queryClient]);

  if (!job) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <RecordSkeleton />;
  const screen = screens.find((one) => one.plural === job.recordType);
  const { counts } = job;
  const isUndone = isTakenBack || job.isUndone;

  async function cancel() {
    setIsCancelling(true);
    try {
      await client.bulk.cancelJob.mutate({ jobId });
      await refetch();
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      setIsCancelling(false);
    }
  }

  async function undo(changeId: string) {
    setIsUndoing(true);
    try {
      await revert([changeId]);
      setIsTakenBack(true);
      if (plural) void queryClient.invalidateQueries({ queryKey: recordKeys.type(plural) });
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      setIsUndoing(false);
    }
  }

  return (
    <>
      <ProgressPanel
        title={`Import of ${job.fileName ?? screen?.noun.many ?? job.recordType}${isUndone ? ", undone" : ""}`}
        state={stateOf[job.status]}
        processed={counts.processed}
        total={counts.total ?? undefined}
        counts={[
          { label: "records created", value: counts.created },
          { label: "updated", value: counts.updated },
          { label: "skipped", value: counts.skipped },
          { label: "left out", value: counts.failed, isProblem: true },
          { label: "to look at", value: counts.warnings },
        ]}
        startedAt={job.startedAt ?? undefined}
        finishedAt={job.finishedAt ?? undefined}
        onCancel={() => void cancel()}
        isCancelling={isCancelling}
      />
      {job.error ? (
        <Text role="alert" size="sm" c="var(--m-danger)" mt={10}>
          {job.error}
        </Text>
      ) : null}
      {over ? (
        <Group mt={14} gap={8}>
          {screen ? (
            <Button component={Link} href={`/${screen.plural}?sort=-createdAt`}>
              See the {screen.noun.many}
            </Button>
          ) : null}
          <Button variant="default" onClick={onAgain}>
            Import another file
          </Button>
          {counts.created + counts.updated > 0 ? (
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={15} />}
              loading={isUndoing}
              disabled={isUndone}
              onClick={() => void undo(job.changeId)}
            >
              {isUndone ? "Import undone" : "Undo this import"}
            </Button>
          ) : null}
        </Group>
      ) : null}
      {job.unmatchedColumns.length > 0 ? (
        <Text size="sm" c="dimmed" mt={14}>
          Not imported: {job.unmatchedColumns.map(({ column }) => column).join(", ")}
        </Text>
      ) : null}
      {counts.failed + counts.warnings > 0 ? <Problems job={job} isOver={over} /> : null}
      {over && counts.processed === 0 && !job.error ? (
        <EmptyState title="The file had no rows">There was a header, and nothing below it.</EmptyState>
      ) : null}
    </>
  );
}

function Problems({ job, isOver: over }: { job: Job; isOver: boolean }) {
  const client = useTRPCClient();
  const { failed, warnings } = job.counts;
  const [severity, setSeverity] = useState<"error" | "warning">(failed > 0 ? "error" : "warning");
  const problems = useInfiniteQuery({
    queryKey: ["import", "problems", job.id, severity, over ? "end" : failed + warnings],
    queryFn: ({ pageParam, signal }) =>
      client.bulk.listErrors.query({ jobId: job.id, severity, page: pageParam, limit: pageSize }, { signal }),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.hasNext ? last.page + 1 : undefined),
  });
  const rows = problems.data?.pages.flatMap((page) => page.items) ?? [];

  async function readAll(): Promise<RowProblem[]> {
    const all: RowProblem[] = [];
    for (let page = 1; ; page++) {
      const part = await client.bulk.listErrors.query({ jobId: job.id, page, limit: pageSize });
      all.push(...part.items);
      if (!part.hasNext) return all;
    }
  }

  return (
    <section className={classes.section}>
      <header className={classes.fileHeader}>
        <Title order={2} size="h4">
          Row by row
        </Title>
        <Group gap={8}>
          {failed > 0 && warnings > 0 ? (
            <SegmentedControl
              size="xs"
              aria-label="Which rows"
              value={severity}
              data={[
                { value: "error", label: `Left out · ${failed}` },
                { value: "warning", label: `To look at · ${warnings}` },
              ]}
              onChange={(value) => setSeverity(value === "warning" ? "warning" : "error")}
            />
          ) : null}
          <Button
            variant="default"
            leftSection={<IconDownload size={15} />}
            onClick={() =>
              void readAll().then((all) => downloadProblems(job.fileName ?? "import", all), notifyError)
            }
          >
            Download the report
          </Button>
        </Group>
      </header>
      <div className={classes.tableArea}>
        <table className={`${classes.table} ${classes.stacked}`}>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Column</th>
              <th scope="col">Value</th>
              <th scope="col">{severity === "error" ? "Why it was left out" : "What to look at"}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((problem) => (
              <tr key={`${problem.row}:${problem.column}:${problem.code}`}>
                <th scope="row" data-label="Line">
                  {problem.line ?? problem.row}
                </th>
                <td data-label="Column" data-empty={!problem.column}>
                  {problem.column}
                </td>
                <td className={classes.samples} data-label="Value" data-empty={!problem.value}>
                  {problem.value}
                </td>
                <td data-label={severity === "error" ? "Why" : "Note"}>{problem.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problems.hasNextPage ? (
        <Button
          mt={10}
          variant="default"
          loading={problems.isFetchingNextPage}
          onClick={() => void problems.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </section>
  );
}
