"use client";
// The rows of an import, a page at a time: what becomes of each, each problem in its cell, put right there or left out.
import {
  Button,
  Group,
  NativeSelect,
  NumberInput,
  ScrollArea,
  SegmentedControl,
  Skeleton,
  Text,
} from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import type { Import } from "../plan-schema";
import classes from "./import.module.css";
import { planKey } from "./plan-page";
import { PlanRow, type RowChange } from "./plan-row";
import { type Action, actions, takenOf, totalOf, words } from "./plan-words";

const pageSize = 50;
const mostColumns = 40;
type Filter = Action | "all" | "warnings";

interface PlanRowsProps {
  plan: Import;
  /** Absent: it is written, and only looked at. */
  onChanged?: () => void;
  /** The last row that is in, where the writing was stopped. */
  writtenTo?: number | undefined;
}

export function PlanRows({ plan, onChanged, writtenTo }: PlanRowsProps) {
  const { tag: locale } = useLocale();
  const firstWrong = plan.files.findIndex(({ counts }) => counts.problem > 0);
  const firstRead = plan.files.findIndex(({ counts }) => totalOf(counts) > 0);
  const [fileAt, setFileAt] = useState(Math.max(0, firstWrong === -1 ? firstRead : firstWrong));
  const file = plan.files[fileAt];
  const [filter, setFilter] = useState<Filter>(file && file.counts.problem > 0 ? "problem" : "all");
  /** The last row before the page; the pages before are remembered to go back. */
  const [before, setBefore] = useState<number[]>([0]);
  const after = before.at(-1) ?? 0;
  const show = (next: Filter) => {
    setFilter(next);
    setBefore([0]);
  };
  if (!file) return null;
  const { counts } = file;
  const isWritten = onChanged === undefined && writtenTo === undefined;
  const filters = [
    { value: "all", label: `All · ${formatNumber(totalOf(counts), locale)}` },
    ...actions.flatMap((one) =>
      counts[one] > 0 || one === filter
        ? [
            {
              value: one,
              label: `${isWritten ? words[one].past : words[one].text} · ${formatNumber(counts[one], locale)}`,
            },
          ]
        : [],
    ),
    ...(counts.warnings > 0 || filter === "warnings"
      ? [{ value: "warnings", label: `worth a look · ${formatNumber(counts.warnings, locale)}` }]
      : []),
  ];
  return (
    <section className={classes.section} aria-label="Row by row">
      <div className={classes.filters}>
        {plan.files.length > 1 ? (
          <NativeSelect
            aria-label="Which file"
            size="xs"
            value={String(fileAt)}
            data={plan.files.map(({ fileName }, at) => ({
              value: String(at),
              label: fileName ?? `File ${at + 1}`,
            }))}
            onChange={(event) => {
              const next = Number(event.currentTarget.value);
              setFileAt(next);
              show((plan.files[next]?.counts.problem ?? 0) > 0 ? "problem" : "all");
            }}
          />
        ) : null}
        <div className={classes.filterScroll}>
          <SegmentedControl
            size="xs"
            aria-label="Which rows"
            value={filter}
            data={filters}
            onChange={(value) => show(filters.some((one) => one.value === value) ? (value as Filter) : "all")}
          />
        </div>
      </div>
      <Page
        // What was typed into a cell belongs to its page.
        key={`${fileAt}:${filter}:${after}`}
        plan={plan}
        fileAt={fileAt}
        filter={filter}
        after={after}
        isFirst={before.length === 1}
        onNext={(last) => setBefore([...before, last])}
        onPrevious={() => setBefore(before.slice(0, -1))}
        onGoTo={(row) => setBefore(row > 1 ? [0, row - 1] : [0])}
        onChanged={onChanged}
        writtenTo={writtenTo}
      />
    </section>
  );
}

interface PageProps {
  plan: Import;
  fileAt: number;
  filter: Filter;
  after: number;
  isFirst: boolean;
  onNext: (lastRow: number) => void;
  onPrevious: () => void;
  onGoTo: (row: number) => void;
  onChanged: (() => void) | undefined;
  writtenTo: number | undefined;
}

function Page(props: PageProps) {
  const { plan, fileAt, filter, after, isFirst, onNext, onPrevious, onGoTo, onChanged, writtenTo } = props;
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { tag: locale } = useLocale();
  const key = [...planKey(plan.id), "rows", plan.status, plan.plannedAt, fileAt, filter, after];
  const {
    data: now,
    error,
    refetch,
  } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      client.imports.rows.query(
        {
          importId: plan.id,
          file: fileAt,
          limit: pageSize,
          cursor: String(after),
          ...(filter === "warnings" ? { hasWarning: true } : filter === "all" ? {} : { action: filter }),
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  // Drawn piece by piece: fifty rows of many cells must not hold up the page.
  const data = useDeferredValue(now, undefined);
  if (!data)
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton height={240} mt={12} />
    );
  if (data.items.length === 0)
    return (
      <EmptyState title={filter === "all" ? "The file has no rows" : "No such rows"}>
        {filter === "all"
          ? "There is a header, and nothing below it."
          : "Nothing of this kind is left in the file."}
      </EmptyState>
    );
  const columns = (plan.files[fileAt]?.columns ?? []).map(({ column }) => column).slice(0, mostColumns);
  const left = (plan.files[fileAt]?.columns.length ?? 0) - columns.length;
  const total = data.total ?? data.items.length;
  const counts = plan.files[fileAt]?.counts;
  const last = data.items.at(-1)?.row ?? after;

  async function change(row: number, patch: RowChange) {
    try {
      const next = await client.imports.updateRow.mutate({ importId: plan.id, row, ...patch });
      // The row stays where it is until the list is asked for again: nothing moves under the pointer.
      queryClient.setQueryData<typeof data>(key, (old) =>
        old ? { ...old, items: old.items.map((one) => (one.row === row ? next : one)) } : old,
      );
      onChanged?.();
    } catch (thrown) {
      notifyError(thrown);
    }
  }

  return (
    <>
      <ScrollArea
        className={classes.tableArea}
        viewportProps={{ tabIndex: 0, "aria-label": "Rows", role: "region" }}
        type="auto"
        offsetScrollbars="present"
      >
        <table className={`${classes.table} ${classes.stacked}`}>
          <thead>
            <tr>
              {onChanged ? <th scope="col">Take</th> : null}
              <th scope="col">Line</th>
              <th scope="col">What {onChanged ? "becomes" : "became"} of it</th>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.items.map((row) => (
              <PlanRow
                key={row.row}
                row={row}
                columns={columns}
                isOpen={writtenTo !== undefined && row.row > writtenTo}
                lineOf={(earlier) => data.items.find((one) => one.row === earlier)?.line ?? undefined}
                onChange={onChanged ? (patch) => void change(row.row, patch) : undefined}
              />
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {left > 0 ? (
        <Text size="xs" c="dimmed" mt={6}>
          {left} further columns are not shown here; they are imported as matched.
        </Text>
      ) : null}
      <Group mt={10} gap={8} justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {formatNumber(data.items.length, locale)} of {formatNumber(total, locale)}{" "}
          {total === 1 ? "row" : "rows"}
          {onChanged && counts
            ? `; ${formatNumber(takenOf(counts), locale)} of ${formatNumber(totalOf(counts), locale)} in the file are taken`
            : ""}
        </Text>
        <Group gap={8}>
          {total > pageSize ? <GoTo onGoTo={onGoTo} /> : null}
          {isFirst && !data.hasNext ? null : (
            <>
              <Button variant="default" size="compact-sm" disabled={isFirst} onClick={onPrevious}>
                Previous rows
              </Button>
              <Button
                variant="default"
                size="compact-sm"
                disabled={!data.hasNext}
                onClick={() => onNext(last)}
              >
                Next rows
              </Button>
            </>
          )}
        </Group>
      </Group>
    </>
  );
}

function GoTo({ onGoTo }: { onGoTo: (row: number) => void }) {
  const [row, setRow] = useState<number | string>("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof row === "number") onGoTo(row);
      }}
    >
      <NumberInput
        size="xs"
        w={110}
        aria-label="Go to row"
        placeholder="Go to row"
        min={1}
        allowDecimal={false}
        hideControls
        value={row}
        onChange={setRow}
      />
    </form>
  );
}
