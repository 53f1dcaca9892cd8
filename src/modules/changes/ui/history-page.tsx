"use client";
// Everything that was done in the workspace, newest first, and taking any of it back.
import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronDown,
  IconChevronRight,
  IconHistory,
} from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRef, useState } from "react";
import { recordHref, useScreens } from "@/modules/records/ui/record-screen";
import { useMay, useScope, useViewer } from "@/modules/records/ui/viewer";
import { NoAccess } from "@/modules/users/ui/no-access";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { useFieldSources } from "@/ui/fields/field-sources";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { Person } from "@/ui/fields/person";
import { RelativeTime } from "@/ui/fields/relative-time";
import { PageBody, PageHeader } from "@/ui/shell/page-header";
import unseen from "@/ui/theme/spoken.module.css";
import type { ChangeSet } from "../schema";
import { isUndo, withoutUndo } from "../undo-words";
import { changedFields, FieldNames } from "./field-names";
import classes from "./history.module.css";
import { HistoryFilters, useHistoryFilter } from "./history-filters";
import { useRevert } from "./undo-toasts";

export function HistoryPage() {
  const scope = useScope();
  const viewer = useViewer();
  const client = useTRPCClient();
  const seesAll = scope("changes:read") === "tenant";
  const { filter, isFiltered, ...shown } = useHistoryFilter();
  const isMine = shown.user === viewer.userId;
  const history = useInfiniteQuery({
    queryKey: ["changes", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      client.changes.list.query({ limit: 50, cursor: pageParam, ...filter }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled: scope("changes:read") !== undefined,
  });
  if (!scope("changes:read")) return <NoAccess permission="changes:read" />;
  const changes = history.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <>
      <PageHeader
        title="History"
        actions={
          seesAll ? (
            <SegmentedControl
              size="xs"
              aria-label="Whose changes"
              value={isMine ? "mine" : "all"}
              data={[
                { value: "all", label: "Everyone" },
                { value: "mine", label: "Mine" },
              ]}
              onChange={(value) => shown.set("user", value === "mine" ? viewer.userId : null)}
            />
          ) : null
        }
      />
      <PageBody>
        <HistoryFilters {...shown} withPeople={seesAll} />
        {history.error ? (
          <ErrorState error={history.error} onRetry={() => void history.refetch()} />
        ) : history.isLoading ? (
          <HistorySkeleton />
        ) : changes.length === 0 && isFiltered ? (
          <EmptyState icon={<IconHistory size={22} />} title="Nothing fits the filters above" />
        ) : changes.length === 0 ? (
          <EmptyState icon={<IconHistory size={22} />} title="Nothing has been changed yet">
            Every edit, import and delete appears here and can be taken back.
          </EmptyState>
        ) : (
          <ol className={classes.list}>
            {changes.map((change) => (
              <Change key={change.id} change={change} />
            ))}
          </ol>
        )}
        {history.hasNextPage ? (
          <Button
            variant="default"
            fullWidth
            mt={12}
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            Show earlier
          </Button>
        ) : null}
      </PageBody>
    </>
  );
}

function HistorySkeleton() {
  return (
    <div aria-busy="true">
      <span className={unseen.spoken} role="status">
        Loading
      </span>
      {Array.from("abcdefghij").map((line, at) => (
        <div key={line} className={classes.change} aria-hidden>
          <div className={classes.line}>
            <Skeleton height={11} width={`${28 + ((at * 7) % 20)}%`} />
            <Skeleton height={11} width="18%" />
          </div>
        </div>
      ))}
    </div>
  );
}

const ways: Record<string, string> = {
  rest: "API",
  graphql: "GraphQL",
  import: "import",
  job: "automation",
  form: "web form",
};

function Change({ change }: { change: ChangeSet }) {
  const queryClient = useQueryClient();
  const revert = useRevert();
  const may = useMay();
  const { tag: locale } = useLocale();
  const [isOpen, setIsOpen] = useState(false);
  const [isUndoing, setIsUndoing] = useState(false);
  const isUndone = change.revertedBy !== null;
  const isRedo = isUndo(change);
  const wayBack = isRedo ? "Redo" : "Undo";
  const line = useRef<HTMLButtonElement>(null);
  const canUndo = !isUndone && change.recordCount > 0 && may("changes:revert", { ownerId: change.actor.id });

  async function undo() {
    setIsUndoing(true);
    try {
      await revert([change.id], isRedo);
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["changes"] }),
        queryClient.invalidateQueries({ queryKey: ["records"] }),
      ]);
      // The button is gone with what it did: whoever came by keyboard goes on from the line it stood in.
      if (document.activeElement === document.body) line.current?.focus();
    } catch (error) {
      notifyError(error);
    } finally {
      setIsUndoing(false);
    }
  }

  return (
    <li className={classes.change} data-undone={isUndone || undefined}>
      <div className={classes.line}>
        <button
          ref={line}
          type="button"
          className={classes.what}
          aria-expanded={isOpen}
          onClick={() => setIsOpen((before) => !before)}
        >
          {isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
          <span className={classes.summary}>{change.summary}</span>
          {change.record ? (
            <span className={classes.name}>
              {change.record.name}
              {change.recordCount > 1 ? (
                <span className={classes.dim}>
                  {change.record.name ? " and " : ""}
                  {formatNumber(change.recordCount - (change.record.name ? 1 : 0), locale)}
                  {change.record.name ? " more" : " records"}
                </span>
              ) : null}
            </span>
          ) : null}
        </button>
        <span className={classes.who}>
          <Person name={change.actor.name} />
          {ways[change.source] ? <span className={classes.dim}>via {ways[change.source]}</span> : null}
        </span>
        <span className={classes.when}>
          <RelativeTime at={change.createdAt} />
        </span>
        <span className={classes.undo}>
          {isUndone ? (
            <span className={classes.dim}>{isRedo ? "Redone" : "Undone"}</span>
          ) : canUndo ? (
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={isRedo ? <IconArrowForwardUp size={14} /> : <IconArrowBackUp size={14} />}
              loading={isUndoing}
              aria-label={`${wayBack}: ${withoutUndo(change)}`}
              onClick={() => void undo()}
            >
              {wayBack}
            </Button>
          ) : null}
        </span>
      </div>
      {isOpen && change.reverts ? <Left changeId={change.id} /> : null}
      {isOpen ? <Entries changeId={change.id} /> : null}
    </li>
  );
}

/** What an undo left as it was, and why. */
function Left({ changeId }: { changeId: string }) {
  const client = useTRPCClient();
  const { data } = useQuery({
    queryKey: ["changes", "left", changeId],
    queryFn: async ({ signal }) => {
      const [kept, failed] = await Promise.all(
        (["kept", "failed"] as const).map((outcome) =>
          client.changes.outcomes.query({ changeId, outcome, limit: 100 }, { signal }),
        ),
      );
      return [...(failed?.items ?? []), ...(kept?.items ?? [])];
    },
  });
  if (!data || data.length === 0) return null;
  return (
    <ul className={classes.entries} aria-label="Left as it was">
      {data.map((one) => (
        <li key={`${one.recordId}:${one.reason}`}>
          <RecordName recordType={one.recordType} recordId={one.recordId} known={one.name ?? null} />
          <span className={classes.dim}>
            {" "}
            not put back
            {one.fields.length > 0 ? (
              <>
                {" "}
                (<FieldNames recordType={one.recordType} fields={one.fields} />)
              </>
            ) : null}
            : {one.reason}
          </span>
        </li>
      ))}
    </ul>
  );
}

function RecordName({
  recordType,
  recordId,
  known,
}: {
  recordType: string;
  recordId: string;
  known: string | null;
}) {
  const screens = useScreens();
  const sources = useFieldSources();
  const screen = screens.find((one) => one.name === recordType);
  const name = known ?? sources.nameOf?.("record", recordType, recordId) ?? `…${recordId.slice(-6)}`;
  return screen ? <Link href={recordHref(screen, recordId)}>{name}</Link> : name;
}

function Entries({ changeId }: { changeId: string }) {
  const client = useTRPCClient();
  const { data, error } = useQuery({
    queryKey: ["changes", "one", changeId],
    queryFn: ({ signal }) => client.changes.get.query({ changeId }, { signal }),
  });
  if (error) return <ErrorState error={error} />;
  if (!data) return <p className={classes.dim}>Loading …</p>;
  return (
    <ul className={classes.entries}>
      {data.entries.map((entry) => {
        const fields = entry.action === "updated" ? changedFields(entry.before, entry.after) : [];
        return (
          <li key={`${entry.recordId}:${entry.action}`}>
            <RecordName recordType={entry.recordType} recordId={entry.recordId} known={entry.name} />
            <span className={classes.dim}>
              {" "}
              {entry.action}
              {fields.length > 0 ? (
                <>
                  {": "}
                  <FieldNames recordType={entry.recordType} fields={fields} />
                </>
              ) : null}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
