"use client";
/** The line over a group of rows: what they have in common, how many, and what they sum up to. */
import { Button, Loader, Skeleton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { describeError } from "../feedback/describe-error";
import type { RecordLike } from "../fields/read-value";
import classes from "./table.module.css";
import type { RowGroup } from "./table-groups";
import { isNumeric } from "./table-props";
import { cellStyle } from "./table-row";
import type { ShownColumn } from "./use-table-columns";

export interface GroupActions {
  /** Told where the group begins, when it may be closed from further down. */
  toggle: (id: string, start?: number) => void;
  more: (id: string) => void;
}

const shownCount = (count: number) => new Intl.NumberFormat("en").format(count);

function GroupToggle<R extends RecordLike>({
  group,
  start,
  actions,
}: {
  group: RowGroup<R>;
  start: number;
  actions: GroupActions;
}) {
  return (
    <button
      type="button"
      className={classes.groupToggle}
      aria-expanded={group.isOpen}
      onClick={() => actions.toggle(group.id, start)}
    >
      <IconChevronRight size={15} className={classes.groupChevron} aria-hidden />
      {group.label}
      {group.count === undefined ? (
        <Skeleton height={8} width={22} aria-hidden />
      ) : (
        <span className={classes.groupCount}>{shownCount(group.count)}</span>
      )}
    </button>
  );
}

interface GroupRowProps<R extends RecordLike> {
  group: RowGroup<R>;
  top: number;
  /** How far its rows reach, itself included. */
  extent: number;
  rowNumber: number;
  columns: ShownColumn[];
  actions: GroupActions;
  cell?: (groupId: string, field: FieldDescriptor) => ReactNode;
}

export function GroupRow<R extends RecordLike>(props: GroupRowProps<R>) {
  const { group, top, extent, rowNumber, columns, actions, cell } = props;
  const first = columns.findIndex((column) => column.field);
  const width = columns
    .slice(0, first + 1)
    .map((_, index) => `var(--w${index})`)
    .join(" + ");
  return (
    <div role="presentation" className={classes.groupTrack} style={{ top, height: extent }}>
      <div role="row" tabIndex={-1} aria-rowindex={rowNumber} className={classes.groupRow}>
        <div
          role="rowheader"
          tabIndex={-1}
          className={classes.groupHead}
          style={{ minWidth: `calc(${width})` }}
        >
          <GroupToggle group={group} start={top} actions={actions} />
        </div>
        {columns.map((column, index) =>
          index <= first || !column.field ? null : (
            <div
              key={column.id}
              role="gridcell"
              tabIndex={-1}
              className={classes.groupCell}
              data-number={isNumeric(column.field) || undefined}
              data-pinned={column.isPinned || undefined}
              style={{
                ...cellStyle(index, column.isPinned),
                // Over the header's own overflow: each sum stands under its column.
                ...(column.isPinned ? {} : { insetInlineStart: `var(--l${index})` }),
              }}
            >
              {cell?.(group.id, column.field)}
            </div>
          ),
        )}
      </div>
    </div>
  );
}

interface MoreRowProps<R extends RecordLike> {
  group: RowGroup<R>;
  top: number;
  height: number;
  rowNumber: number;
  actions: GroupActions;
}

/** Where the rest of a group will be: a button, or the place of the first rows while they come. */
export function MoreRow<R extends RecordLike>({ group, top, height, rowNumber, actions }: MoreRowProps<R>) {
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={rowNumber}
      className={classes.moreRow}
      // Placed rather than moved: what sticks in it knows nothing of a transform, and would stand that much lower.
      style={{ top, height }}
    >
      <div role="gridcell" tabIndex={-1} className={classes.moreCell}>
        <MoreContent group={group} actions={actions} />
      </div>
    </div>
  );
}

function MoreContent<R extends RecordLike>({
  group,
  actions,
}: {
  group: RowGroup<R>;
  actions: GroupActions;
}) {
  if (group.error) {
    const { detail } = describeError(group.error);
    return (
      <>
        {detail}{" "}
        <Button variant="default" size="compact-sm" onClick={() => actions.more(group.id)}>
          Try again
        </Button>
      </>
    );
  }
  if (group.rows.length === 0) return <Skeleton height={10} width={320} />;
  if (group.isFetching) return <Loader size={14} role="img" aria-label={`Loading more of ${group.name}`} />;
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      aria-label={`Show more of ${group.name}`}
      onClick={() => actions.more(group.id)}
    >
      Show more{group.count === undefined ? "" : ` · ${shownCount(group.count - group.rows.length)} left`}
    </Button>
  );
}

interface GroupCardProps<R extends RecordLike> {
  group: RowGroup<R>;
  start: number;
  actions: GroupActions;
  sums: ReactNode;
}

/** The same line on a phone. */
export function GroupCard<R extends RecordLike>({ group, start, actions, sums }: GroupCardProps<R>) {
  return (
    <>
      <GroupToggle group={group} start={start} actions={actions} />
      <span className={classes.groupSums}>{sums}</span>
    </>
  );
}

export function MoreCard<R extends RecordLike>({
  group,
  actions,
}: {
  group: RowGroup<R>;
  actions: GroupActions;
}) {
  return (
    <div className={classes.moreCell}>
      <MoreContent group={group} actions={actions} />
    </div>
  );
}
