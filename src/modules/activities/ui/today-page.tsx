"use client";
// A rep's day on one page: what is late, what is due, what takes place, whom to call, which deals stand still. Every
// line is done, moved or opened with one key.
import { Button } from "@mantine/core";
import { IconSun } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useScope, useViewer } from "@/modules/records/ui/viewer";
import { useUntypedClient } from "@/surfaces/rpc/records";
import { useLiveRefresh } from "@/surfaces/rpc/use-live-refresh";
import { useCommands } from "@/ui/commands/command-provider";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { formatMoney } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { PageBody, PageHeader } from "@/ui/shell/page-header";
import { ownTimeZone, shortMoment } from "./moment-text";
import type { TaskRow } from "./plan-list";
import { QuickAdd } from "./quick-add";
import classes from "./today.module.css";
import { fetchEditors, LeadRow, StandingDealRow, TaskLine, TodaySkeleton } from "./today-rows";
import { activityKeys, useTaskActions } from "./use-task-actions";

export interface TodayLead {
  id: string;
  fullName: string;
  company: string | null;
  phone: string | null;
  email: string;
  score: number;
}

export interface StandingDeal {
  id: string;
  title: string;
  value: number;
  currency: string;
  daysInStage: number;
  expectedCloseDate: string | null;
}

interface TodayData {
  date: string;
  overdue: TaskRow[];
  due: TaskRow[];
  events: { id: string; title: string; start: string; isAllDay: boolean; relatedTo: TaskRow["relatedTo"] }[];
  leads: TodayLead[];
  dealsWithoutNextStep: StandingDeal[];
}

const firstOnes = 8;

export function TodayPage() {
  const scope = useScope();
  const router = useRouter();
  const canRead = scope("activities:read") !== undefined;
  // Everyone comes here first; who has no day of their own starts with the people.
  useEffect(() => {
    if (!canRead) router.replace("/contacts");
  }, [canRead, router]);
  return canRead ? <Today /> : <TodaySkeleton />;
}

function Today() {
  const client = useUntypedClient();
  const viewer = useViewer();
  const { tag } = useLocale();
  const actions = useTaskActions();
  const day = useQuery({
    queryKey: activityKeys.today,
    queryFn: ({ signal }) =>
      client.query("activities.today", { timeZone: ownTimeZone() }, { signal }) as Promise<TodayData>,
    refetchInterval: 300_000,
  });
  const { refetch } = day;
  useLiveRefresh({
    queryKey: activityKeys.today,
    concerns: ({ recordType }) => ["task", "event", "lead", "deal"].includes(recordType),
  });
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const page = useRef<HTMLElement>(null);
  // There before the first key asks for it: what is typed next is meant for it.
  useEffect(fetchEditors, []);

  useCommands([
    {
      id: "today-first",
      label: "Go to the first line",
      group: "Today",
      shortcut: "J",
      isKeyOnly: true,
      isEnabled: () => !(document.activeElement instanceof HTMLElement && document.activeElement.dataset.row),
      run: () => rowsIn(page.current)[0]?.focus(),
    },
  ]);

  const leave = async (task: TaskRow, act: () => Promise<unknown>) => {
    focusBeside(page.current, task.id);
    setDone((before) => new Set(before).add(task.id));
    await act();
    await refetch();
    // From here on the day itself says it: a task that was refused, taken back or moved within the day is there again.
    setDone((before) => {
      const next = new Set(before);
      next.delete(task.id);
      return next;
    });
  };

  const line = (task: TaskRow) => (
    <TaskLine
      key={task.id}
      task={task}
      onComplete={() => void leave(task, () => actions.complete(task.id))}
      onMove={(at) => void leave(task, () => actions.reschedule(task.id, at))}
    />
  );

  const data = day.data;
  const left = (tasks: TaskRow[]) => tasks.filter((task) => !done.has(task.id));
  const isClear =
    data &&
    left(data.overdue).length + left(data.due).length + data.events.length + data.leads.length === 0 &&
    data.dealsWithoutNextStep.length === 0;
  const heading = new Intl.DateTimeFormat(tag, { weekday: "long", day: "numeric", month: "long" }).format(
    new Date(),
  );

  return (
    <>
      <PageHeader title="Today" count={heading} />
      <PageBody width={1180}>
        <section ref={page} onKeyDown={walk} className={classes.page} aria-label="My day">
          <QuickAdd />
          {day.error && !data ? <ErrorState error={day.error} onRetry={() => void refetch()} /> : null}
          {day.isLoading ? <TodaySkeleton /> : null}
          {isClear ? (
            <EmptyState
              icon={<IconSun size={22} />}
              title={`All clear, ${viewer.name.split(" ")[0]}`}
              action={
                <Button component={Link} href="/deals">
                  Look at the deals
                </Button>
              }
            >
              Nothing is due, and every deal has a next step.
            </EmptyState>
          ) : null}
          {data ? (
            <div className={classes.columns}>
              <div>
                <Section title="Overdue" count={left(data.overdue).length} isLate>
                  {left(data.overdue).map(line)}
                </Section>
                <Section title="Due today" count={left(data.due).length}>
                  {left(data.due).map(line)}
                </Section>
                <Section title="Appointments" count={data.events.length}>
                  {data.events.map((event) => (
                    <li key={event.id} className={classes.row}>
                      <Link
                        className={classes.main}
                        data-row={event.id}
                        href={
                          event.relatedTo ? `/${event.relatedTo.type}s/${event.relatedTo.id}` : "/calendar"
                        }
                      >
                        {event.title}
                        <span className={classes.hint}>
                          {event.isAllDay ? "All day" : shortMoment(event.start, tag)}
                        </span>
                      </Link>
                    </li>
                  ))}
                </Section>
              </div>
              <div>
                <Folded title="Call next" items={data.leads}>
                  {(lead) => <LeadRow key={lead.id} lead={lead} />}
                </Folded>
                <Folded title="Deals without a next step" items={data.dealsWithoutNextStep}>
                  {(deal) => (
                    <StandingDealRow
                      key={deal.id}
                      deal={deal}
                      worth={formatMoney(deal.value, deal.currency, tag)}
                    />
                  )}
                </Folded>
              </div>
            </div>
          ) : null}
        </section>
      </PageBody>
    </>
  );
}

function Section(props: {
  title: string;
  count: number;
  isLate?: boolean;
  children: ReactNode;
  footer?: ReactNode;
}) {
  if (props.count === 0) return null;
  return (
    <section className={classes.section} aria-label={props.title}>
      <h2 className={classes.heading} data-late={props.isLate || undefined}>
        {props.title} <span className={classes.count}>{props.count}</span>
      </h2>
      <ul className={classes.rows}>{props.children}</ul>
      {props.footer}
    </section>
  );
}

/** The first few, and the rest on request: what comes next matters more than how much there is. */
function Folded<T>(props: { title: string; items: T[]; children: (item: T) => ReactNode }) {
  const [isAll, setIsAll] = useState(false);
  const { title, items, children } = props;
  return (
    <Section
      title={title}
      count={items.length}
      footer={
        items.length > firstOnes && !isAll ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setIsAll(true)}>
            Show all {items.length}
          </Button>
        ) : null
      }
    >
      {(isAll ? items : items.slice(0, firstOnes)).map(children)}
    </Section>
  );
}

const rowsIn = (page: HTMLElement | null): HTMLElement[] => [
  ...(page?.querySelectorAll<HTMLElement>("[data-row]") ?? []),
];

/** J, K and the arrows go from line to line, whatever section it is in. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const row = event.target instanceof HTMLElement ? event.target : null;
  if (!row?.dataset.row || event.metaKey || event.ctrlKey || event.altKey) return;
  const step = ["ArrowDown", "j"].includes(event.key) ? 1 : ["ArrowUp", "k"].includes(event.key) ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  event.stopPropagation();
  const rows = rowsIn(event.currentTarget);
  rows[rows.indexOf(row) + step]?.focus();
}

/** The line after the one that goes, so that the next key meets the next task. */
function focusBeside(page: HTMLElement | null, id: string): void {
  const rows = rowsIn(page);
  const at = rows.findIndex((row) => row.dataset.row === id);
  if (at < 0 || !rows[at]?.contains(document.activeElement)) return;
  (rows[at + 1] ?? rows[at - 1])?.focus();
}
