"use client";
// What a way back has done, record by record: put back, kept because someone has edited it since, not possible and why.
import { Button, Title } from "@mantine/core";
import { IconAlertTriangle, IconArrowBackUp, IconPencil } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { recordHref, useScreens } from "@/modules/records/ui/record-screen";
import { useDescribedFields } from "@/modules/records/ui/use-fields";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { ErrorState } from "@/ui/feedback/states";
import { useFieldSources } from "@/ui/fields/field-sources";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { FormSheet } from "@/ui/form/form-sheet";
import classes from "./history.module.css";
import { type Outcome, type OutcomeReport, showOutcome } from "./outcome-store";

/** Longer lists are told by their number. */
const mostShown = 200;

export function OutcomeReportSheet({ report }: { report: OutcomeReport }) {
  return (
    <FormSheet isOpen onClose={() => showOutcome(null)} title={report.title} size={560}>
      <div className={classes.report}>
        <OutcomeList
          {...lists.reversed}
          title={report.reversedTitle ?? lists.reversed.title}
          report={report}
        />
        <OutcomeList {...lists.kept} report={report} />
        <OutcomeList {...lists.failed} report={report} />
      </div>
      <div className={classes.reportFooter}>
        <Button onClick={() => showOutcome(null)}>Close</Button>
      </div>
    </FormSheet>
  );
}

const lists = {
  reversed: { which: "reversed", title: "Put back", icon: <IconArrowBackUp size={16} aria-hidden /> },
  kept: { which: "kept", title: "Kept, because edited since", icon: <IconPencil size={16} aria-hidden /> },
  failed: { which: "failed", title: "Not possible", icon: <IconAlertTriangle size={16} aria-hidden /> },
} as const;

interface OutcomeListProps {
  which: keyof typeof lists;
  title: string;
  icon: ReactNode;
  report: OutcomeReport;
}

function OutcomeList({ which, title, icon, report }: OutcomeListProps) {
  const client = useTRPCClient();
  const { tag: locale } = useLocale();
  const { revertId } = report;
  const paged = useInfiniteQuery({
    queryKey: ["changes", "outcomes", revertId, which],
    queryFn: ({ pageParam, signal }) =>
      client.changes.outcomes.query(
        { changeId: revertId ?? "", outcome: which, limit: 100, cursor: pageParam },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled: revertId !== undefined,
  });
  const outcomes: Outcome[] = revertId
    ? (paged.data?.pages.flatMap((page) => page.items) ?? [])
    : report[which].slice(0, mostShown);
  const more = revertId ? 0 : report[which].length - outcomes.length;
  if (paged.error) return <ErrorState error={paged.error} />;
  if (outcomes.length === 0) return null;
  return (
    <section aria-label={title}>
      <Title order={3} className={classes.reportTitle}>
        {icon} {title}
        <span className={classes.dim}>
          {formatNumber(outcomes.length + more, locale)}
          {paged.hasNextPage ? "+" : ""}
        </span>
      </Title>
      <ul className={classes.entries}>
        {outcomes.map((outcome) => (
          <OutcomeLine
            key={`${outcome.recordId} ${outcome.fields.join()} ${outcome.reason}`}
            outcome={outcome}
            withReason={which !== "reversed"}
          />
        ))}
      </ul>
      {more > 0 ? <p className={classes.dim}>and {formatNumber(more, locale)} more</p> : null}
      {paged.hasNextPage ? (
        <Button
          variant="default"
          size="compact-sm"
          loading={paged.isFetchingNextPage}
          onClick={() => void paged.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </section>
  );
}

function OutcomeLine({ outcome, withReason }: { outcome: Outcome; withReason?: boolean }) {
  const { recordType, recordId, name, fields, reason } = outcome;
  const screens = useScreens();
  const sources = useFieldSources();
  const described = useDescribedFields(recordType);
  const screen = screens.find((one) => one.name === recordType);
  const title =
    name ??
    sources.nameOf?.("record", recordType, recordId) ??
    `${screen?.label ?? recordType} …${recordId.slice(-6)}`;
  const labels = fields.map(
    (key) => described.fields.find((field) => field.key === key)?.label ?? key.replace("customFields.", ""),
  );
  return (
    <li>
      {screen ? (
        <Link href={recordHref(screen, recordId)} onClick={() => showOutcome(null)}>
          {title}
        </Link>
      ) : (
        title
      )}
      <span className={classes.dim}>
        {labels.length > 0 ? ` ${labels.join(", ")}` : ""}
        {withReason ? ` (${reason})` : ""}
      </span>
    </li>
  );
}
