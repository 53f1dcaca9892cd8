"use client";
/** The top of a page: its name, how many, what can be done here, and its tabs. */
import { Title } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./shell.module.css";

export interface PageTab {
  label: string;
  href: string;
  isCurrent: boolean;
}

export interface PageHeaderProps {
  title: string;
  /** "1,204" or "10,000+". */
  count?: string;
  actions?: ReactNode;
  tabs?: PageTab[];
}

export function PageHeader({ title, count, actions, tabs }: PageHeaderProps) {
  return (
    <header className={classes.pageHeader}>
      <div className={classes.pageTitleRow}>
        <Title order={1}>{title}</Title>
        {count ? <span className={classes.count}>{count}</span> : null}
        <div className={classes.pageActions}>{actions}</div>
      </div>
      {tabs && tabs.length > 0 ? (
        <nav className={classes.pageTabs} aria-label={`${title}: sections`}>
          {tabs.map((tab) => (
            <Link
              key={tab.href}
              href={tab.href}
              className={classes.pageTab}
              aria-current={tab.isCurrent ? "page" : undefined}
            >
              {tab.label}
            </Link>
          ))}
        </nav>
      ) : null}
    </header>
  );
}

/** The scrolling body of a page that is not a list. */
export function PageBody({ children, width = 960 }: { children: ReactNode; width?: number }) {
  return (
    <div className={classes.pageBody}>
      <div style={{ maxWidth: width }}>{children}</div>
    </div>
  );
}
