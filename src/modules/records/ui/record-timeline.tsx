"use client";
// What happened to a record, with the values before and after, and a way back to each of them.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { MergeBody } from "@/modules/merge/ui/journal";
import { type RecordRow, recordKeys, type TimelineRow, useRecordCalls } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { type FieldSources, useFieldSources } from "@/ui/fields/field-sources";
import { isEmptyValue, isObject, readValue } from "@/ui/fields/read-value";
import { type FieldChange, Timeline, type TimelineItem } from "@/ui/record/timeline";
import type { RecordScreen, RecordTimelineProps } from "./record-screen";

export function RecordTimeline({ screen, record, fields, save }: RecordTimelineProps) {
  const calls = useRecordCalls(screen);
  const sources = useFieldSources();
  const timeline = useInfiniteQuery({
    queryKey: recordKeys.timeline(screen.plural, record.id),
    queryFn: ({ pageParam, signal }) => calls.timeline(record.id, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const byKey = useMemo(() => new Map(fields.map((field) => [field.key, field])), [fields]);
  const entries = timeline.data?.pages.flatMap((page) => page.items) ?? [];
  const items = entries
    .filter((entry) => isOwnEntry(entry, record.id))
    .map((entry) => toItem(entry, screen, record, byKey, sources));

  function restore(item: TimelineItem, change: FieldChange) {
    const field = byKey.get(change.field);
    const entry = entries.find((candidate) => candidate.id === item.id);
    if (!field || !entry || !save) return;
    save(record, field, readValue(entry.before ?? {}, field.key) ?? null).catch(notifyError);
  }

  return (
    <Timeline
      items={items}
      fields={fields}
      onRestore={save ? restore : undefined}
      isLoading={timeline.isLoading}
      error={timeline.error ?? undefined}
      onRetry={() => void timeline.refetch()}
      hasMore={timeline.hasNextPage}
      isLoadingMore={timeline.isFetchingNextPage}
      onLoadMore={() => void timeline.fetchNextPage()}
    />
  );
}

const sourceNames: Record<string, string | undefined> = {
  rpc: undefined,
  seed: undefined,
  rest: "the API",
  graphql: "GraphQL",
  import: "import",
  job: "automation",
  form: "a web form",
};

const withChanges = new Set(["updated", "merged", "unmerged"]);
/** What a merge notes beside the fields. */
const notFields = new Set(["mergeId", "mergedIds", "mergedInto"]);

/** What became part of the record tells the same merge once more. */
export const isOwnEntry = ({ action, before, after }: TimelineRow, id: string): boolean =>
  !(action === "merged" && after?.mergedInto === id) && !(action === "unmerged" && before?.mergedInto === id);

const idIn = (values: Record<string, unknown> | null, key: string): string | undefined => {
  const value = values?.[key];
  return typeof value === "string" ? value : undefined;
};

/** A change of the record as an entry of its timeline. */
export function toItem(
  entry: TimelineRow,
  screen: RecordScreen,
  record: RecordRow,
  byKey: ReadonlyMap<string, FieldDescriptor>,
  sources: FieldSources,
): TimelineItem {
  const noun =
    entry.recordId === record.id
      ? `the ${screen.noun.one}`
      : `${/^[aeiou]/.test(screen.noun.one) ? "an" : "a"} ${screen.noun.one} that is part of this one now`;
  const mergeId = idIn(entry.after, "mergeId");
  const other = idIn(entry.after, "mergedInto") ?? idIn(entry.before, "mergedInto");
  const otherName = other && (sources.nameOf?.("record", screen.name, other) ?? `another ${screen.noun.one}`);
  const changes = withChanges.has(entry.action) ? changesOf(entry, byKey, sources) : [];
  const [only] = changes;
  const label =
    only && changes.length === 1 ? (byKey.get(only.field)?.label ?? only.field).toLowerCase() : "";
  const actions: Record<string, string> = {
    created: `created ${noun}`,
    updated: label
      ? `changed the ${label}`
      : changes.length > 0
        ? `changed ${changes.length} fields`
        : `changed ${noun}`,
    deleted: `deleted ${noun}`,
    restored: `restored ${noun}`,
    merged: otherName ? `merged ${noun} into ${otherName}` : `merged others into ${noun}`,
    unmerged: otherName ? `took ${noun} out of ${otherName} again` : "took a merge back",
    linked: "added a relationship",
    unlinked: "removed a relationship",
  };
  return {
    id: entry.id,
    at: entry.at,
    actor: { name: entry.actor.name },
    action: actions[entry.action] ?? entry.summary,
    source: entry.source in sourceNames ? sourceNames[entry.source] : entry.source,
    changes,
    body:
      entry.action === "merged" && mergeId ? (
        <MergeBody screen={screen} record={record} mergeId={mergeId} />
      ) : undefined,
  };
}

/** Custom fields and parts of an address are changes of their own; ids are shown by name. */
function changesOf(
  { before, after }: TimelineRow,
  byKey: ReadonlyMap<string, FieldDescriptor>,
  sources: FieldSources,
): FieldChange[] {
  const keys = new Set(
    [...Object.keys(before ?? {}), ...Object.keys(after ?? {})].flatMap((key) =>
      key === "customFields"
        ? [...customKeys(before), ...customKeys(after)].map((one) => `customFields.${one}`)
        : notFields.has(key)
          ? []
          : [key],
    ),
  );
  const person = (id: unknown): unknown =>
    typeof id === "string" && id.startsWith("user_") ? (sources.nameOf?.("user", undefined, id) ?? id) : id;
  const named = (field: FieldDescriptor | undefined, value: unknown): unknown => {
    // What is no field of its own, such as those who work on a deal too.
    if (!field && Array.isArray(value)) return value.map(person).join(", ");
    if ((field?.kind !== "user" && field?.kind !== "record") || typeof value !== "string") return value;
    const name = sources.nameOf?.(field.kind, field.recordType, value);
    return name ? { id: value, name } : value;
  };
  return [...keys].flatMap((key) => {
    const field = byKey.get(key);
    const from = readValue(before ?? {}, key);
    const to = readValue(after ?? {}, key);
    if (isEmptyValue(from) && isEmptyValue(to)) return [];
    if (JSON.stringify(from) === JSON.stringify(to)) return [];
    return [{ field: key, before: named(field, from), after: named(field, to) }];
  });
}

const customKeys = (values: Record<string, unknown> | null): string[] =>
  isObject(values?.customFields) ? Object.keys(values.customFields) : [];
