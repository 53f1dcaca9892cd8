"use client";
/** The list of records: a virtualised, editable grid driven by props; cards on a phone. */
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { announce } from "../feedback/live-announcer";
import { ErrorState } from "../feedback/states";
import type { RecordLike } from "../fields/read-value";
import { RecordCards } from "./record-cards";
import { RecordGrid } from "./record-grid";
import classes from "./table.module.css";
import { describeTotal, type RecordTableProps } from "./table-props";
import { TableSkeleton } from "./table-skeleton";

export const phoneQuery = "(max-width: 48em)";

export function RecordTable<R extends RecordLike>(props: RecordTableProps<R>) {
  const { rows, total, totalIsExact, noun, isLoading, error, onRetry, empty } = props;
  const isPhone = useMediaQuery(phoneQuery, false, { getInitialValueInEffect: true });
  const spoken = useRef("");

  useEffect(() => {
    if (isLoading || total === undefined) return;
    const text = describeTotal(total, totalIsExact, noun);
    if (text !== spoken.current) announce(text);
    spoken.current = text;
  }, [isLoading, total, totalIsExact, noun]);

  if (rows.length === 0 && !props.groups?.length) {
    if (error && props.problem) return <div className={classes.emptyArea}>{props.problem}</div>;
    if (error) return <ErrorState error={error} onRetry={onRetry} />;
    if (isLoading) return <TableSkeleton columns={props.columns.length} isPhone={isPhone} />;
    return <div className={classes.emptyArea}>{empty}</div>;
  }
  return isPhone ? <RecordCards {...props} /> : <RecordGrid {...props} />;
}
