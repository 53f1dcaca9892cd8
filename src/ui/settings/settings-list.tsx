"use client";
/** The lists of settings: a titled section, and rows of a name, a line of facts and what can be done with it. */
import { Skeleton, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./settings-list.module.css";

export interface SettingsSectionProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function SettingsSection({ title, description, actions, children }: SettingsSectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <header className={classes.sectionHeader}>
        <div>
          <Title order={2}>{title}</Title>
          {description ? <p className={classes.description}>{description}</p> : null}
        </div>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}

export function SettingsList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {children}
    </ul>
  );
}

export interface SettingsRowProps {
  icon?: ReactNode;
  title: ReactNode;
  /** States beside the title. */
  badges?: ReactNode;
  /** One line of facts. */
  facts?: ReactNode;
  actions?: ReactNode;
  /** No longer in force: shown quieter. */
  isQuiet?: boolean;
}

export function SettingsRow({ icon, title, badges, facts, actions, isQuiet }: SettingsRowProps) {
  return (
    <li className={classes.row} data-quiet={isQuiet || undefined}>
      {icon ? (
        <span className={classes.icon} aria-hidden>
          {icon}
        </span>
      ) : null}
      <div className={classes.text}>
        <div className={classes.title}>
          <span className={classes.name}>{title}</span>
          {badges}
        </div>
        {facts ? <div className={classes.facts}>{facts}</div> : null}
      </div>
      {actions ? <div className={classes.actions}>{actions}</div> : null}
    </li>
  );
}

/** The shape of a list before it is there. */
export function SettingsListSkeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div className={classes.list} aria-hidden>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <div key={key} className={classes.row}>
          <Skeleton height={28} circle />
          <div className={classes.text}>
            <Skeleton height={11} width="32%" />
            <Skeleton height={10} width="54%" mt={8} />
          </div>
        </div>
      ))}
    </div>
  );
}
