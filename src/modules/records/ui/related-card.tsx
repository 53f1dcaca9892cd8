"use client";
// A titled list of a few related records beside the timeline.
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./records.module.css";

interface RelatedCardProps {
  title: string;
  count?: number | string;
  /** A button at the right of the title. */
  action?: ReactNode;
  /** Shown below the rows: "all 34". */
  footer?: ReactNode;
  children: ReactNode;
}

export function RelatedCard({ title, count, action, footer, children }: RelatedCardProps) {
  return (
    <section className={classes.card} aria-label={title}>
      <header className={classes.cardHeader}>
        <Title order={2} className={classes.cardTitle}>
          {title}
          {count === undefined ? null : <span className={classes.cardCount}>{count}</span>}
        </Title>
        {action}
      </header>
      <ul className={classes.cardRows}>{children}</ul>
      {footer ? <div className={classes.cardFooter}>{footer}</div> : null}
    </section>
  );
}

export function RelatedRow(props: {
  hint?: ReactNode;
  end?: ReactNode;
  /** A line below. */
  below?: ReactNode;
  depth?: number;
  children: ReactNode;
}) {
  const { hint, end, below, depth = 0, children } = props;
  return (
    <li className={classes.cardRow} style={depth > 0 ? { paddingLeft: 12 + depth * 14 } : undefined}>
      <span className={classes.cardMain}>
        {children}
        {below ? <span className={classes.cardBelow}>{below}</span> : null}
      </span>
      {hint ? <span className={classes.cardHint}>{hint}</span> : null}
      {end}
    </li>
  );
}
