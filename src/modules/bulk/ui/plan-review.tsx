"use client";
// The plan of an import, before anything is written: what becomes of each row, each problem in its cell, put right
// there or left out; then it is written, and the report follows.
import {
  Badge,
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Skeleton,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { ErrorState } from "@/ui/feedback/states";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { ProgressPanel } from "@/ui/jobs/progress-panel";
import type { Import, PlannedRow } from "../plan-schema";
import classes from "./import.module.css";
import { ImportReport } from "./import-report";

const pollMs = 400;
const pageSize = 50;
type Action = PlannedRow["action"];

const words: Record<Action, { text: string; color: string }> = {
  problem: { text: "problem", color: "red" },
  create: { text: "new", color: "teal" },
  update: { text: "update", color: "blue" },
  link: { text: "link", color: "gray" },
  skip: { text: "skip", color: "gray" },
  unchanged: { text: "unchanged", color: "gray" },
  excluded: { text: "excluded", color: "gray" },
};
const actions = Object.keys(words) as Action[];
const shown = (value: unknown): string =>
  value === null || value === undefined
    ? "nothing"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);

export function PlanReview({ importId, onAgain }: { importId: string; onAgain: () => void }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["import", "plan", importId],
    queryFn: ({ signal }) => client.imports.get.query({ importId }, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === "planning" ? pollMs : false),
  });
  if (!data)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height={320} />;
  if (data.jobId) return <ImportReport jobId={data.jobId} planId={importId} onAgain={onAgain} />;

  async function run(work: () => Promise<Import>) {
    setIsBusy(true);
    try {
      queryClient.setQueryData(["import", "plan", importId], await work());
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      setIsBusy(false);
    }
  }

  if (data.status !== "planned") {
    const isPlanning = data.status === "planning";
    return (
      <>
        <ProgressPanel
          title={`Looking through ${data.fileName ?? "the file"}`}
          state={isPlanning ? "running" : data.status === "failed" ? "failed" : "cancelled"}
          processed={Math.round(data.progress * (data.total ?? 0))}
          total={data.total ?? undefined}
          counts={[]}
          onCancel={() => void run(() => client.imports.cancel.mutate({ importId }))}
          isCancelling={isBusy}
        />
        {isPlanning ? null : (
          <Button variant="default" mt={14} onClick={onAgain}>
            Import another file
          </Button>
        )}
      </>
    );
  }
  return (
    <Planned
      plan={data}
      isBusy={isBusy}
      onAgain={onAgain}
      onCommit={() => void run(() => client.imports.commit.mutate({ importId }))}
      onChanged={() => void refetch()}
    />
  );
}

interface PlannedProps {
  plan: Import;
  isBusy: boolean;
  onAgain: () => void;
  onCommit: () => void;
  onChanged: () => void;
}

function Planned({ plan, isBusy, onAgain, onCommit, onChanged }: PlannedProps) {
  const { tag: locale } = useLocale();
  const [action, setAction] = useState<Action | "all">(plan.counts.problem > 0 ? "problem" : "all");
  const { counts } = plan;
  const taken = counts.create + counts.update + counts.link;
  const notTaken = counts.problem + counts.skip + counts.excluded;
  const filters = actions.filter((one) => counts[one] > 0);
  return (
    <>
      <header className={classes.fileHeader}>
        <div>
          <Title order={2} size="h3">
            {plan.fileName ?? "Import"}
          </Title>
          <Text size="sm" c="dimmed">
            Nothing is written yet. {plan.targets.map(({ recordType }) => recordType).join(", ")} from{" "}
            {formatNumber(plan.total ?? 0, locale)} rows.
          </Text>
        </div>
        <Group gap={8}>
          <Button variant="default" onClick={onAgain}>
            Choose another file
          </Button>
          {notTaken > 0 ? (
            <Button
              component="a"
              href={`/v1/imports/${plan.id}/rejects.csv`}
              download
              variant="default"
              leftSection={<IconDownload size={15} />}
            >
              Download what is left out
            </Button>
          ) : null}
          <Button onClick={onCommit} loading={isBusy} disabled={taken === 0}>
            Import {formatNumber(taken, locale)} rows
          </Button>
        </Group>
      </header>
      <SegmentedControl
        size="xs"
        aria-label="Which rows"
        value={action}
        data={[
          { value: "all", label: `All · ${formatNumber(plan.total ?? 0, locale)}` },
          ...filters.map((one) => ({
            value: one,
            label: `${words[one].text} · ${formatNumber(counts[one], locale)}`,
          })),
        ]}
        onChange={(value) => setAction(actions.find((one) => one === value) ?? "all")}
      />
      <PlanRows plan={plan} action={action} onChanged={onChanged} />
    </>
  );
}

function PlanRows(props: { plan: Import; action: Action | "all"; onChanged: () => void }) {
  const { plan, action, onChanged } = props;
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const key = ["import", "plan", plan.id, "rows", action];
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      client.imports.rows.query(
        {
          importId: plan.id,
          limit: pageSize,
          ...(action === "all" ? {} : { action }),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  if (!data)
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton height={240} mt={12} />
    );
  const rows = data.pages.flatMap((page) => page.items);

  async function change(row: number, patch: { cells?: Record<string, string>; isExcluded?: boolean }) {
    try {
      const next = await client.imports.updateRow.mutate({ importId: plan.id, row, ...patch });
      // The row stays where it is until the list is asked for again: nothing moves under the pointer.
      queryClient.setQueryData<typeof data>(key, (old) =>
        old
          ? {
              ...old,
              pages: old.pages.map((page) => ({
                ...page,
                items: page.items.map((one) => (one.row === row ? next : one)),
              })),
            }
          : old,
      );
      onChanged();
    } catch (thrown) {
      notifyError(thrown);
    }
  }

  return (
    <>
      <div className={classes.tableArea}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Take</th>
              <th scope="col">Row</th>
              <th scope="col">What becomes of it</th>
              {plan.columns.map(({ column }) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <PlanRow
                key={row.row}
                row={row}
                plan={plan}
                onChange={(patch) => void change(row.row, patch)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {hasNextPage ? (
        <Button mt={10} variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </>
  );
}

interface PlanRowProps {
  row: PlannedRow;
  plan: Import;
  onChange: (patch: { cells?: Record<string, string>; isExcluded?: boolean }) => void;
}

function PlanRow({ row, plan, onChange }: PlanRowProps) {
  const problems = row.parts.flatMap((part) => part.problems);
  const general = problems.filter((one) => one.column === null);
  const changes = row.parts.flatMap((part) => part.changes);
  return (
    <tr className={row.isExcluded ? classes.leftOut : undefined}>
      <td>
        <Checkbox
          size="xs"
          aria-label={`Take row ${row.row}`}
          checked={!row.isExcluded}
          onChange={(event) => onChange({ isExcluded: !event.currentTarget.checked })}
        />
      </td>
      <th scope="row">{row.row}</th>
      <td>
        <Badge variant="light" size="sm" tt="none" color={words[row.action].color}>
          {words[row.action].text}
        </Badge>
        {changes.map(({ field, from, to }) => (
          <span key={field} className={classes.problem}>
            {field}: {shown(from)} → {shown(to)}
          </span>
        ))}
        {general.map((one) => (
          <span key={`${one.code}${one.field}`} className={classes.problem}>
            {one.message}
          </span>
        ))}
      </td>
      {plan.columns.map(({ column }, at) => {
        const problem = problems.find((one) => one.column === column);
        const text = row.cells[at] ?? "";
        return (
          <td key={column} data-problem={problem?.severity} title={problem?.message}>
            {problem ? (
              <ProblemCell
                key={text}
                label={`${column}, row ${row.row}`}
                text={text}
                suggestion={problem.suggestion}
                onSave={(next) => onChange({ cells: { [column]: next } })}
              />
            ) : (
              text
            )}
            {problem ? <span className={classes.problem}>{problem.message}</span> : null}
          </td>
        );
      })}
    </tr>
  );
}

function ProblemCell(props: {
  label: string;
  text: string;
  suggestion: string | null;
  onSave: (text: string) => void;
}) {
  const [text, setText] = useState(props.text);
  const save = () => {
    if (text !== props.text) props.onSave(text);
  };
  return (
    <Group gap={6} wrap="nowrap">
      <TextInput
        size="xs"
        aria-label={props.label}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter") save();
        }}
      />
      {props.suggestion ? (
        <Button size="compact-xs" variant="light" onClick={() => props.onSave(props.suggestion ?? text)}>
          {props.suggestion}
        </Button>
      ) : null}
    </Group>
  );
}
