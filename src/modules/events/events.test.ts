import { afterAll, beforeAll, expect, test } from "vitest";
import { type EventNotice, startDispatcher, subscribe, wakeDispatcher } from "@/kernel/events";
import { newUuid, uuidOf } from "@/kernel/id";
import { withSystem, withTenant } from "@/kernel/tenancy";
import {
  callAs,
  eventLogReadable,
  openTestDatabase,
  requestOf,
  type TestTenant,
  testTenant,
} from "@/test/tenant";
import type { EventMessage } from "./schema";
import { followEvents } from "./service";

let close: () => Promise<void>;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  other = await testTenant("Other");
});
afterAll(async () => {
  await (await startDispatcher()).stop();
  await close();
});

const until = async (done: () => boolean, withinMs = 10_000): Promise<void> => {
  const end = Date.now() + withinMs;
  while (!done()) {
    if (Date.now() > end) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const person = (lastName: string) => ({
  firstName: "Ann",
  lastName,
  email: `${lastName}@example.com`.toLowerCase(),
});

function follow(
  of: TestTenant,
  role: string,
  lastEventId?: string,
  afterFirst: () => Promise<void> = async () => undefined,
) {
  const abort = new AbortController();
  const seen: EventMessage[] = [];
  const done = (async () => {
    for await (const message of followEvents(requestOf(of.actors[role]!), { lastEventId }, abort.signal)) {
      if (seen.push(message) === 1) await afterFirst();
    }
  })();
  return {
    seen,
    stop: async () => {
      abort.abort();
      await done;
    },
  };
}

/** Writes one bare event in a transaction that stays open for a while. */
const slowWrite = (of: TestTenant, key: string, waitMs: number) =>
  withTenant(of.ref, "write", async (tx) => {
    await tx.query(
      `insert into events (tenant_id, id, type, record_type, record_id, actor_id, request_id, payload, created_at)
       values ($1, $2, 'contact.updated', 'contact', $3, $4, 'req_test', '{}', now())`,
      [uuidOf("tenant", of.ref.id), newUuid(), newUuid(), key],
    );
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }).then(wakeDispatcher);

test("eight writers that commit out of order: a listener misses nothing and gets nothing twice, in order", async () => {
  const notices: EventNotice[] = [];
  const stop = subscribe(tenant.ref.id, (some) => notices.push(...some));
  await startDispatcher();
  const live = follow(tenant, "tenant_admin");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const expected = new Set<string>();
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; i < 25; i++) {
        expected.add(`${writer}.${i}`);
        await slowWrite(tenant, `${writer}.${i}`, ((writer * 7 + i * 13) % 10) * 4);
      }
    }),
  );
  await until(() => notices.length >= expected.size && live.seen.length >= expected.size);
  stop();
  await live.stop();
  expect(new Set(notices.map((notice) => notice.actorId))).toEqual(expected);
  expect(notices).toHaveLength(expected.size);
  expect(live.seen.map((message) => message.id)).toEqual(notices.map((notice) => notice.id));
  const order = notices.map((notice) => notice.xid * 1e6 + notice.seq);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test("a change is told to its own tenant only, by its ids", async () => {
  const live = follow(tenant, "sales_rep");
  const foreign = follow(other, "tenant_admin");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { id } = await tenant.call<{ id: string }>("tenant_admin", "contacts.create", person("Quick"));
  // How soon is asserted in the browser: here transactions of other tests may hold back the log.
  await until(() => live.seen.length > 0);
  expect(live.seen).toMatchObject([
    { type: "contact.created", recordId: id, recordType: "contact", version: 1 },
  ]);
  expect(Object.keys(live.seen[0]!).sort()).toEqual(
    ["actorId", "at", "changeId", "id", "ownerId", "recordId", "recordType", "type", "version"].sort(),
  );
  await live.stop();
  await foreign.stop();
  expect(foreign.seen).toEqual([]);
});

test("a stream that was cut goes on after the last event it saw", async () => {
  const first = follow(tenant, "tenant_admin");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await tenant.call("tenant_admin", "contacts.create", person("Before"));
  await until(() => first.seen.length === 1);
  await first.stop();
  const missed = [];
  for (const name of ["Missed1", "Missed2", "Missed3"]) {
    missed.push((await tenant.call<{ id: string }>("tenant_admin", "contacts.create", person(name))).id);
  }
  const second = follow(tenant, "tenant_admin", first.seen[0]!.id);
  await until(() => second.seen.length >= 3);
  const { id } = await tenant.call<{ id: string }>("tenant_admin", "contacts.create", person("After"));
  await until(() => second.seen.length >= 4);
  await second.stop();
  expect(second.seen.map((message) => message.recordId)).toEqual([...missed, id]);
});

test("more at once than a reader holds in memory is read on from the log, complete", async () => {
  let published = 0;
  const stop = subscribe(tenant.ref.id, (notices) => {
    published += notices.length;
  });
  // Takes its first event, and the next ones only when all were told.
  const live = follow(tenant, "tenant_admin", undefined, () => until(() => published >= 5000));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await withTenant(tenant.ref, "write", (tx) =>
    tx.query(
      `insert into events (tenant_id, id, type, record_type, record_id, actor_id, request_id, payload, created_at)
       select $1, gen_random_uuid(), 'contact.updated', 'contact', gen_random_uuid(), n::text, 'req_test', '{}', now()
       from generate_series(1, 5000) n`,
      [uuidOf("tenant", tenant.ref.id)],
    ),
  );
  wakeDispatcher();
  await until(() => live.seen.length >= 5000);
  await live.stop();
  stop();
  expect(live.seen.map((message) => Number(message.actorId))).toEqual(
    Array.from({ length: 5000 }, (_, i) => i + 1),
  );
});

test("the log is read a page at a time, by type, and only of what the reader may read", async () => {
  const fresh = await testTenant();
  const a = await fresh.call<{ id: string }>("tenant_admin", "contacts.create", person("Paged"));
  await fresh.call("tenant_admin", "accounts.create", { name: "Paged Inc" });
  await fresh.call("tenant_admin", "contacts.update", { contactId: a.id, lastName: "Changed" });
  type Answer = {
    items: { id: string; type: string; payload: object }[];
    hasNext: boolean;
    nextCursor: string;
  };
  await eventLogReadable();
  const page1 = await fresh.call<Answer>("tenant_admin", "events.list", { limit: 2 });
  expect(page1.items.map((event) => event.type)).toEqual(["contact.created", "account.created"]);
  expect(page1.hasNext).toBe(true);
  const page2 = await fresh.call<Answer>("tenant_admin", "events.list", { after: page1.nextCursor });
  expect(page2.items).toMatchObject([
    { type: "contact.updated", payload: { changes: { after: { lastName: "Changed" } } } },
  ]);
  const accounts = await fresh.call<Answer>("tenant_admin", "events.list", { types: "account.*" });
  expect(accounts.items.map((event) => event.type)).toEqual(["account.created"]);
  const narrow = {
    ...fresh.actors.sales_rep!,
    permissions: [
      { resource: "events", action: "read", scope: "tenant" as const },
      { resource: "contacts", action: "read", scope: "own" as const },
    ],
  };
  fresh.actors.narrow = narrow;
  expect((await fresh.call<Answer>("narrow", "events.list", {})).items).toEqual([]);
  const live = follow(fresh, "narrow", page1.items[0]!.id);
  const own = await fresh.call<{ id: string }>("tenant_admin", "contacts.create", {
    ...person("Given"),
    ownerId: narrow.userId,
  });
  await until(() => live.seen.length > 0);
  await live.stop();
  expect(live.seen.map((message) => message.recordId)).toEqual([own.id]);
  await eventLogReadable();
  expect((await fresh.call<Answer>("narrow", "events.list", {})).items).toMatchObject([
    { type: "contact.created" },
  ]);
  await expect(other.call("tenant_admin", "events.list", { after: page1.nextCursor })).rejects.toMatchObject({
    status: 410,
  });
  const [row] = await withSystem("read", (tx) =>
    tx.query<{ n: number }>("select count(*)::int as n from events"),
  );
  expect(row!.n).toBeGreaterThan(5000);
});

test("asked for together, the events of one write are one message with the id of the last", async () => {
  const fresh = await testTenant();
  const stream = await fresh.call<AsyncIterable<[string, EventMessage[], symbol]>>(
    "tenant_admin",
    "events.live",
    { types: ["contact.*"], isTogether: true },
  );
  const messages = stream[Symbol.asyncIterator]();
  const first = messages.next();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const ids = await Promise.all(
    ["One", "Two", "Three"].map(
      async (name) =>
        (await fresh.call<{ id: string }>("tenant_admin", "contacts.create", person(`Together${name}`))).id,
    ),
  );
  await fresh.call("tenant_admin", "records.applyBulk", {
    recordType: "contact",
    selection: { ids },
    action: { type: "delete" },
  });
  const seen: EventMessage[][] = [];
  for (let next = await first; !next.done; next = await messages.next()) {
    seen.push(next.value[1]);
    expect(next.value[0]).toBe(next.value[1].at(-1)?.id);
    if (seen.flat().length === 6) break;
  }
  void messages.return?.();
  expect(seen.flat().map(({ type }) => type)).toEqual([
    ...ids.map(() => "contact.created"),
    ...ids.map(() => "contact.deleted"),
  ]);
  expect(seen.at(-1)?.map(({ recordId }) => recordId)).toEqual(expect.arrayContaining(ids));
});

test("the subscription itself: each message with its id, and no event type that was not asked for", async () => {
  const fresh = await testTenant();
  const stream = await fresh.call<AsyncIterable<[string, EventMessage, symbol]>>("sales_rep", "events.live", {
    types: ["contact.*"],
  });
  const messages = stream[Symbol.asyncIterator]();
  const first = messages.next();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await fresh.call("tenant_admin", "accounts.create", { name: "Not Asked For Inc" });
  const { id } = await fresh.call<{ id: string }>("tenant_admin", "contacts.create", person("Streamed"));
  const { value } = await first;
  expect(value[0]).toBe(value[1].id);
  expect(value[1]).toMatchObject({ type: "contact.created", recordId: id });
  const waiting = messages.next();
  void messages.return?.();
  await fresh.call("tenant_admin", "contacts.create", person("Last"));
  await waiting;
  await expect(callAs(null, "events.live", {})).rejects.toMatchObject({ status: 401 });
});
