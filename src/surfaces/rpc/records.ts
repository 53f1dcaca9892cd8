"use client";
// The operations that every record type has, called by the type's name: what makes one list page and one record page
// serve them all. The names follow from the catalogue's own rule, `<plural>.<verb>` with `<name>Id`.
import { getUntypedClient } from "@trpc/client";
import { useMemo } from "react";
import type { ListQuery } from "@/kernel/query/filter";
import { useTRPCClient } from "./client";

/** What a record of any type carries. */
export interface RecordRow {
  id: string;
  version: number;
  ownerId?: string | null;
  [key: string]: unknown;
}

export interface RowsPage<R = RecordRow> {
  items: R[];
  total: number | null;
  totalIsExact: boolean;
  hasNext: boolean;
  nextCursor: string | null;
}

export interface TypeName {
  /** "contact" */
  name: string;
  /** "contacts" */
  plural: string;
}

export type RowsAsked = Omit<ListQuery, "columns" | "groupBy"> & {
  cursor?: string;
  limit?: number;
  count?: "bounded" | "exact" | "none";
};

export interface TimelineRow {
  id: string;
  at: string;
  /** Another record than the timeline's own when that one was merged into it. */
  recordId: string;
  action: string;
  actor: { id: string; name: string };
  source: string;
  changeId: string;
  summary: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** Another record of the type, or one of any type by its name alone. */
export type DuplicateRow =
  | { record: RecordRow; reasons: string[] }
  | { recordType: string; id: string; name: string; reasons: string[] };

export interface RecordCalls {
  list: (asked: RowsAsked, signal?: AbortSignal) => Promise<RowsPage>;
  get: (id: string, signal?: AbortSignal) => Promise<RecordRow>;
  create: (values: Record<string, unknown>, force?: boolean) => Promise<RecordRow>;
  update: (id: string, patch: Record<string, unknown>, ifVersion?: number) => Promise<RecordRow>;
  delete: (id: string) => Promise<{ id: string }>;
  restore: (id: string) => Promise<RecordRow>;
  checkDuplicates: (values: Record<string, unknown>, signal?: AbortSignal) => Promise<DuplicateRow[]>;
  duplicates: (id: string, signal?: AbortSignal) => Promise<DuplicateRow[]>;
  timeline: (id: string, cursor: string | undefined, signal?: AbortSignal) => Promise<RowsPage<TimelineRow>>;
}

type UntypedClient = ReturnType<typeof getUntypedClient>;

export function recordCalls(client: UntypedClient, { name, plural }: TypeName): RecordCalls {
  const byId = (id: string) => ({ [`${name}Id`]: id });
  const ask = <T>(verb: string, input: unknown, signal?: AbortSignal) =>
    client.query(`${plural}.${verb}`, input, { signal }) as Promise<T>;
  const tell = <T>(verb: string, input: unknown) => client.mutation(`${plural}.${verb}`, input) as Promise<T>;
  return {
    list: (asked, signal) => ask("list", asked, signal),
    get: (id, signal) => ask("get", byId(id), signal),
    create: (values, force) => tell("create", force ? { ...values, force } : values),
    update: (id, patch, ifVersion) =>
      tell("update", { ...patch, ...byId(id), ...(ifVersion === undefined ? {} : { ifVersion }) }),
    delete: (id) => tell("delete", byId(id)),
    restore: (id) => tell("restore", byId(id)),
    checkDuplicates: (values, signal) => ask("checkDuplicates", values, signal),
    duplicates: (id, signal) => ask("duplicates", byId(id), signal),
    timeline: (id, cursor, signal) => ask("timeline", { ...byId(id), limit: 20, cursor }, signal),
  };
}

export function useUntypedClient(): UntypedClient {
  const client = useTRPCClient();
  return useMemo(() => getUntypedClient(client), [client]);
}

export function useRecordCalls({ name, plural }: TypeName): RecordCalls {
  const client = useUntypedClient();
  return useMemo(() => recordCalls(client, { name, plural }), [client, name, plural]);
}

/** Where the cache keeps what these calls answered. */
export const recordKeys = {
  type: (plural: string) => ["records", plural] as const,
  lists: (plural: string) => ["records", plural, "list"] as const,
  list: (plural: string, asked: RowsAsked) => ["records", plural, "list", asked] as const,
  /** Groups and calculations over the lists of the type. */
  sums: (plural: string) => ["records", plural, "sums"] as const,
  one: (plural: string, id: string) => ["records", plural, "one", id] as const,
  /** Who deleted it and when, where the page has heard of it. */
  gone: (plural: string, id: string) => ["records", plural, "gone", id] as const,
  timeline: (plural: string, id: string) => ["records", plural, "timeline", id] as const,
  related: (plural: string, id: string, what: string) => ["records", plural, "related", id, what] as const,
  describe: (name: string) => ["fields", name] as const,
};
