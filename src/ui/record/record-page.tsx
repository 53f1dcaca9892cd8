"use client";
/** The page of one record: facts at the left, what happened in the middle, what is next at the right. */
import { Skeleton, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { PersonAvatar } from "../fields/person";
import unseen from "../theme/spoken.module.css";
import classes from "./record.module.css";

export interface RecordLayoutProps {
  title: string;
  /** The kind of record: "Contact". */
  kind: string;
  subtitle?: ReactNode;
  avatarUrl?: string;
  isOrganisation?: boolean;
  /** Buttons at the top right: previous, next, menu. */
  actions?: ReactNode;
  presence?: ReactNode;
  /** Above everything: "deleted, restore?", a conflict. */
  banner?: ReactNode;
  /** Where one writes down what happened. */
  composer?: ReactNode;
  details: ReactNode;
  children: ReactNode;
  aside?: ReactNode;
}

export function RecordPage(props: RecordLayoutProps) {
  return (
    <article className={classes.page} aria-label={props.title}>
      <RecordHeader {...props} />
      {props.banner}
      <div className={classes.columns} data-aside={props.aside ? true : undefined}>
        <div className={classes.left}>{props.details}</div>
        <div className={classes.centre}>
          <div className={classes.composer}>{props.composer}</div>
          {props.children}
        </div>
        {props.aside ? <aside className={classes.right}>{props.aside}</aside> : null}
      </div>
    </article>
  );
}

export function RecordHeader(props: Omit<RecordLayoutProps, "details" | "children">) {
  const { title, kind, subtitle, avatarUrl, isOrganisation, actions, presence } = props;
  return (
    <header className={classes.header}>
      <PersonAvatar name={title} avatarUrl={avatarUrl} isSquare={isOrganisation} size={40} />
      <div className={classes.headerText}>
        <Title order={1} className={classes.title}>
          <span className={unseen.spoken}>{kind} </span>
          {title}
        </Title>
        {subtitle ? <div className={classes.subtitle}>{subtitle}</div> : null}
      </div>
      <div className={classes.headerActions}>
        {presence}
        {actions}
      </div>
    </header>
  );
}

export function RecordSkeleton() {
  return (
    <div className={classes.page} aria-busy="true">
      <span className={unseen.spoken}>Loading</span>
      <div className={classes.header} aria-hidden>
        <Skeleton height={40} width={40} />
        <div className={classes.headerText}>
          <Skeleton height={16} width={220} />
          <Skeleton height={12} width={140} mt={8} />
        </div>
      </div>
      <div className={classes.columns} aria-hidden>
        <div className={classes.left}>
          {["a", "b", "c", "d", "e", "f", "g"].map((line) => (
            <Skeleton key={line} height={12} mb={20} />
          ))}
        </div>
        <div className={classes.centre}>
          {["a", "b", "c", "d"].map((line) => (
            <Skeleton key={line} height={36} w="auto" mb={16} />
          ))}
        </div>
      </div>
    </div>
  );
}
