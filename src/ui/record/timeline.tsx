"use client";
/** What happened to a record: by day, who and when, values before and after, with a way back to an old value. */
import { Button, Skeleton, Text } from "@mantine/core";
import { IconArrowRight, IconHistory } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { EmptyState, ErrorState } from "../feedback/states";
import { formatDay, formatValue } from "../fields/format";
import { useLocale } from "../fields/locale";
import { PersonAvatar } from "../fields/person";
import { isEmptyValue } from "../fields/read-value";
import { RelativeTime } from "../fields/relative-time";
import { groupByKey } from "../group-by-key";
import unseen from "../theme/spoken.module.css";
import classes from "./record.module.css";

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

export interface TimelineItem {
  id: string;
  at: string;
  actor: { name: string; avatarUrl?: string };
  /** What the actor did, in the past tense: "changed the owner", "created the contact". */
  action: string;
  /** Where it came from when not by hand: "import", "API key Zapier". */
  source?: string;
  changes?: FieldChange[];
  body?: ReactNode;
  icon?: ReactNode;
}

export interface TimelineProps {
  items: TimelineItem[];
  fields: FieldDescriptor[];
  onRestore?: (item: TimelineItem, change: FieldChange) => void;
  isLoading?: boolean;
  error?: unknown;
  onRetry?: () => void;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onLoadMore?: () => void;
  empty?: ReactNode;
}

export function Timeline(props: TimelineProps) {
  const { items, fields, onRestore, isLoading, error, onRetry, hasMore, isLoadingMore, onLoadMore, empty } =
    props;
  const { tag: locale } = useLocale();
  if (items.length === 0) {
    if (error) return <ErrorState error={error} onRetry={onRetry} />;
    if (isLoading) return <TimelineSkeleton />;
    return (
      empty ?? (
        <EmptyState icon={<IconHistory size={22} />} title="Nothing has happened yet">
          Changes to this record appear here, with who made them and when.
        </EmptyState>
      )
    );
  }
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const days = groupByKey(items, (item) => localDay(item.at));
  return (
    <div className={classes.timeline}>
      {[...days].map(([day, entries]) => (
        <section key={day}>
          <h3 className={classes.day} suppressHydrationWarning>
            {dayName(day, locale)}
          </h3>
          <ol className={classes.items}>
            {entries.map((item) => (
              <li key={item.id} className={classes.item}>
                <span className={classes.itemIcon} aria-hidden>
                  {item.icon ?? (
                    <PersonAvatar name={item.actor.name} avatarUrl={item.actor.avatarUrl} size={24} />
                  )}
                </span>
                <div className={classes.itemBody}>
                  <p className={classes.itemLine}>
                    <b>{item.actor.name}</b> {item.action}
                    {item.source ? <span className={classes.dim}> via {item.source}</span> : null}
                    <span className={classes.dim}>
                      {" · "}
                      <RelativeTime at={item.at} />
                    </span>
                  </p>
                  {item.changes && item.changes.length > 0 ? (
                    <ul className={classes.changes}>
                      {item.changes.map((change) => (
                        <Change
                          key={change.field}
                          change={change}
                          field={byKey.get(change.field)}
                          onRestore={onRestore ? () => onRestore(item, change) : undefined}
                        />
                      ))}
                    </ul>
                  ) : null}
                  {item.body ? <div className={classes.itemContent}>{item.body}</div> : null}
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {hasMore ? (
        <Button variant="default" fullWidth loading={isLoadingMore} onClick={onLoadMore}>
          Show earlier
        </Button>
      ) : null}
    </div>
  );
}

function Change(props: { change: FieldChange; field?: FieldDescriptor; onRestore?: () => void }) {
  const { change, field, onRestore } = props;
  const { tag: locale } = useLocale();
  const label = field?.label ?? change.field.replace(/^customFields\.(.+)/, "$1 (deleted field)");
  const canRestore =
    onRestore && field && !field.isReadOnly && !(field.isRequired && isEmptyValue(change.before));
  return (
    <li className={classes.change}>
      <span className={classes.changeLabel}>{label}</span>
      <span className={unseen.spoken}> from </span>
      <del className={classes.before}>{formatValue(field, change.before, locale)}</del>
      <IconArrowRight size={13} aria-hidden className={classes.dim} />
      <span className={unseen.spoken}> to </span>
      <ins className={classes.after}>{formatValue(field, change.after, locale)}</ins>
      {canRestore ? (
        <Button
          variant="subtle"
          size="compact-xs"
          className={classes.restore}
          onClick={onRestore}
          aria-label={`Restore this value of ${label}`}
        >
          Restore this value
        </Button>
      ) : null}
    </li>
  );
}

function TimelineSkeleton() {
  return (
    <div aria-busy="true">
      <Text className={unseen.spoken}>Loading</Text>
      {["a", "b", "c", "d", "e"].map((line) => (
        <div key={line} className={classes.item} aria-hidden>
          <Skeleton height={24} circle />
          <div className={classes.itemBody}>
            <Skeleton height={12} width="60%" mt={6} />
            <Skeleton height={10} width="35%" mt={10} />
          </div>
        </div>
      ))}
    </div>
  );
}

function localDay(at: string): string {
  const date = new Date(at);
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

function dayName(day: string, locale: string): string {
  const now = new Date();
  if (day === localDay(now.toISOString())) return "Today";
  if (day === localDay(new Date(now.getTime() - 86_400_000).toISOString())) return "Yesterday";
  return formatDay(day, locale);
}
