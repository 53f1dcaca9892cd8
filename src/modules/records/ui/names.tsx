"use client";
// Names behind ids: records carry the ids of people and records alone, so what a screen shows is gathered and asked for
// in one question for each type. Also gives pickers their choices.
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { useLiveEvents } from "@/surfaces/rpc/live";
import { type RecordRow, type RowsPage, recordCalls, useUntypedClient } from "@/surfaces/rpc/records";
import { type FieldSources, FieldSourcesProvider, type SourceOption } from "@/ui/fields/field-sources";
import { recordCache } from "./cache";
import { type RecordScreen, recordHref, resourceOf, titleOf, useScreens } from "./record-screen";
import { describeQuery } from "./use-fields";
import { useScope, useViewer, type Viewer } from "./viewer";

// Ids travel in the address of a query, which has its limit.
const batchSize = 50;

interface Person {
  id: string;
  name: string;
  email: string;
  status: string;
}

type Fetch = (type: string, ids: string[]) => Promise<Map<string, string>>;

/** Asks for each id once; tells its readers when names have come. */
class NameStore {
  #names = new Map<string, string>();
  #asked = new Set<string>();
  #waiting = new Map<string, Set<string>>();
  #listeners = new Set<() => void>();
  #version = 0;
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  nameOf(type: string, id: string): string | undefined {
    const name = this.#names.get(id);
    if (name === undefined && !this.#asked.has(id)) this.#ask(type, id);
    return name;
  }

  learn(id: string, name: string): void {
    if (this.#names.get(id) === name) return;
    this.#asked.add(id);
    this.#names.set(id, name);
    this.#changed();
  }

  /** The next reader asks again; until then the old name stands. */
  refresh(type: string, id: string): void {
    if (this.#names.has(id)) this.#ask(type, id);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  version = (): number => this.#version;

  #ask(type: string, id: string): void {
    this.#asked.add(id);
    // Whoever draws a row asks for it: the questions of one drawing leave together.
    if (this.#waiting.size === 0) queueMicrotask(() => void this.#send());
    const ids = this.#waiting.get(type) ?? new Set();
    this.#waiting.set(type, ids.add(id));
  }

  async #send(): Promise<void> {
    const waiting = [...this.#waiting];
    this.#waiting = new Map();
    await Promise.all(
      waiting.flatMap(([type, all]) => {
        const ids = [...all];
        const batches = Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, at) =>
          ids.slice(at * batchSize, (at + 1) * batchSize),
        );
        return batches.map((batch) =>
          this.#fetch(type, batch).then(
            (found) => {
              for (const [id, name] of found) this.#names.set(id, name);
            },
            // A name is decoration: without it the id's end is shown, and the next look asks again.
            () => {
              for (const id of batch) this.#asked.delete(id);
            },
          ),
        );
      }),
    );
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

export function RecordSourcesProvider({ children }: { children: ReactNode }) {
  const client = useUntypedClient();
  const typedClient = useTRPCClient();
  const queryClient = useQueryClient();
  const screens = useScreens();
  const viewer = useViewer();
  const scope = useScope();

  const byName = useMemo(() => new Map(screens.map((screen) => [screen.name, screen])), [screens]);

  const people = useMemo(
    () => () =>
      queryClient.fetchQuery({
        queryKey: ["people"],
        queryFn: ({ signal }) =>
          client.query("users.list", { limit: 100 }, { signal }) as Promise<RowsPage<Person>>,
        staleTime: 60_000,
      }),
    [client, queryClient],
  );

  const [store] = useState(
    () =>
      new NameStore(async (type, ids) => {
        if (type === "user") {
          const known = new Map((await people()).items.map((person) => [person.id, person.name]));
          const missing = await Promise.all(
            ids
              .filter((id) => !known.has(id))
              .map((id) => client.query("users.get", { userId: id }) as Promise<Person>),
          );
          for (const person of missing) known.set(person.id, person.name);
          return known;
        }
        const screen = byName.get(type);
        if (!screen) return new Map();
        const page = await recordCalls(client, screen).list({
          filter: { id: { in: ids } },
          limit: batchSize,
          count: "none",
        });
        return new Map(page.items.map((record) => [record.id, titleOf(screen, record)]));
      }),
  );
  const version = useSyncExternalStore(store.subscribe, store.version, () => 0);

  useLiveEvents((event) => {
    if (event.type.endsWith(".updated")) store.refresh(event.recordType, event.recordId);
  });

  const loadOptions = useMemo<FieldSources["loadOptions"]>(
    () => async (kind, recordType, query) => {
      if (kind === "tags") return loadTags(client, query);
      if (kind === "user") return loadPeople(client, people, viewer, query);
      const screen = byName.get(recordType ?? "");
      if (!screen) return [];
      const page = await recordCalls(client, screen).list({
        ...(query.trim() ? { search: query.trim() } : {}),
        limit: 20,
        count: "none",
      });
      return page.items.map((record) => {
        store.learn(record.id, titleOf(screen, record));
        return { value: record.id, label: titleOf(screen, record), description: hintOf(screen, record) };
      });
    },
    [client, people, viewer, byName, store],
  );

  const loadMaker = useMemo<FieldSources["loadMaker"]>(
    () => async (recordType) => {
      const screen = byName.get(recordType);
      if (!screen || !scope(`${resourceOf(screen)}:write`)) return undefined;
      const { fields } = await queryClient.fetchQuery(describeQuery(typedClient, screen.name));
      if (!needsNameAlone(screen, fields)) return undefined;
      return async (name) => {
        const record = await recordCalls(client, screen).create({ [screen.title.key]: name });
        const cache = recordCache(queryClient, screen);
        cache.put(record);
        cache.refreshLists();
        store.learn(record.id, titleOf(screen, record));
        return { value: record.id, label: titleOf(screen, record) };
      };
    },
    [client, typedClient, queryClient, scope, byName, store],
  );

  // A new object whenever names have come: it is what makes their readers draw again.
  const sources = useMemo<FieldSources & { version: number }>(
    () => ({
      version,
      loadOptions,
      loadMaker,
      nameOf: (kind, recordType, id) => store.nameOf(kind === "user" ? "user" : (recordType ?? ""), id),
      hrefOf: (recordType, id) => {
        const screen = byName.get(recordType ?? "");
        return screen ? recordHref(screen, id) : undefined;
      },
    }),
    [version, loadOptions, loadMaker, store, byName],
  );
  useEffect(() => {
    people().then(
      (page) => {
        for (const person of page.items) store.learn(person.id, person.name);
      },
      // Without the list each name is asked for when it is shown.
      () => undefined,
    );
  }, [people, store]);
  return <FieldSourcesProvider sources={sources}>{children}</FieldSourcesProvider>;
}

/** Whether a record of the type can be made from what it is called. */
function needsNameAlone({ title }: RecordScreen, fields: FieldDescriptor[]): boolean {
  const given = fields.filter((field) => !field.isReadOnly);
  const isName = (field: FieldDescriptor) => field.key === title.key;
  return given.some(isName) && given.every((field) => isName(field) || !field.isRequired);
}

function hintOf(screen: RecordScreen, record: RecordRow): string | undefined {
  const hint = screen.subtitle?.(record);
  return typeof hint === "string" ? hint : undefined;
}

type Client = ReturnType<typeof useUntypedClient>;

async function loadPeople(
  client: Client,
  people: () => Promise<RowsPage<Person>>,
  { userId, name, email }: Viewer,
  query: string,
): Promise<SourceOption[]> {
  const first = await people();
  const words = query.trim().toLowerCase();
  const page =
    first.hasNext && words
      ? ((await client.query("users.list", { limit: 20, search: words })) as RowsPage<Person>)
      : first;
  // The reader first, who is found as "me" too.
  const me = userId ? [{ value: userId, label: name, description: email ?? undefined, isMe: true }] : [];
  const others = page.items
    .filter((person) => person.status === "active" && person.id !== userId)
    .map((person) => ({ value: person.id, label: person.name, description: person.email, isMe: false }));
  return [...me, ...others].filter(({ label, description, isMe }) =>
    `${isMe ? "me " : ""}${label} ${description}`.toLowerCase().includes(words),
  );
}

interface TagRow {
  name: string;
}

async function loadTags(client: Client, query: string): Promise<SourceOption[]> {
  const words = query.trim();
  const page = (await client.query("tags.list", words ? { search: words } : {})) as RowsPage<TagRow>;
  return page.items.map((tag) => ({ value: tag.name, label: tag.name }));
}
