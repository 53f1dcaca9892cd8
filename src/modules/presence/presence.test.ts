import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { clock } from "@/kernel/clock";
import { onSignal, type Signal, startDispatcher } from "@/kernel/events";
import { followLive } from "@/modules/events/live";
import { pools } from "@/platform/database/pools";
import { withClient } from "@/platform/embedded-database";
import { openTestDatabase, requestOf, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  await startDispatcher();
});
afterEach(() => clock.set(undefined));
afterAll(async () => {
  await (await startDispatcher()).stop();
  await close();
});

type Present = { people: { userId: string; name: string; field: string | null }[] };

/** A tab of a person. */
function aTab(role: string, of = tenant) {
  const tab = randomUUID();
  return {
    at: (recordId: string, field: string | null = null, recordType = "contact") =>
      of.call<Present>(role, "presence.announce", { recordType, recordId, tab, field }),
    leave: (shown: string) => of.call(role, "presence.leave", { tab, shown }),
  };
}

const aContact = async () =>
  (
    await tenant.call<{ id: string }>("tenant_admin", "contacts.create", {
      firstName: "A",
      lastName: "B",
      force: true,
    })
  ).id;

async function until(done: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!done()) {
    if (Date.now() > end) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test("who looks at a record is seen there, once, with the field being edited, until they leave or vanish", async () => {
  const [record, other] = [await aContact(), await aContact()];
  const [admin, rep, second] = [aTab("tenant_admin"), aTab("sales_rep"), aTab("sales_rep")];
  expect(await admin.at(record)).toEqual({ people: [] });
  expect((await rep.at(record)).people).toMatchObject([
    { userId: tenant.actors.tenant_admin?.userId, field: null },
  ]);
  await second.at(record, "email");
  expect((await admin.at(record)).people).toMatchObject([
    { userId: tenant.actors.sales_rep?.userId, field: "email" },
  ]);
  // A tab shows one record: going to another one leaves the first.
  await second.at(other);
  await second.leave(record);
  expect((await admin.at(record)).people).toMatchObject([{ field: null }]);
  expect((await admin.at(other)).people).toHaveLength(1);
  await admin.at(record);
  await rep.leave(record);
  expect((await admin.at(record)).people).toEqual([]);
  // The browser that was closed by force says nothing.
  await rep.at(record);
  clock.set(new Date(Date.now() + 17_000));
  expect((await admin.at(record)).people).toEqual([]);
});

test("nobody is seen by those who may not read the record, nor through another workspace", async () => {
  const record = await aContact();
  const lead = await tenant.call<{ id: string }>("tenant_admin", "leads.create", {
    firstName: "L",
    lastName: "L",
    email: "l@l.example",
    source: "web",
  });
  await aTab("tenant_admin").at(lead.id, null, "lead");
  await expect(aTab("support_agent").at(lead.id, null, "lead")).rejects.toMatchObject({ status: 403 });
  const other = await testTenant("Other");
  await expect(aTab("tenant_admin", other).at(record)).rejects.toMatchObject({ status: 404 });
});

test("coming and going is told in the live stream to those who may read the record, and a heartbeat is not", async () => {
  const lead = await tenant.call<{ id: string }>("tenant_admin", "leads.create", {
    firstName: "S",
    lastName: "S",
    email: "s@s.example",
    source: "web",
  });
  const told: Record<string, string[]> = { sales_manager: [], support_agent: [] };
  const abort = new AbortController();
  const streams = Object.entries(told).map(async ([role, seen]) => {
    const request = requestOf(tenant.actors[role] ?? null);
    for await (const message of followLive(request, {}, abort.signal))
      if (!Array.isArray(message)) seen.push(message.recordId);
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const tab = aTab("sales_rep");
  const one = () => told.sales_manager?.length ?? 0;
  await tab.at(lead.id, null, "lead");
  await until(() => one() === 1);
  await tab.at(lead.id, null, "lead");
  await tab.at(lead.id, "email", "lead");
  await until(() => one() === 2);
  await tab.leave(lead.id);
  await until(() => one() === 3);
  abort.abort();
  await Promise.all(streams);
  expect(told).toEqual({ sales_manager: [lead.id, lead.id, lead.id], support_agent: [] });
});

test("processes tell each other", async () => {
  const record = await aContact();
  const heard: Signal[] = [];
  const stop = onSignal(tenant.ref.id, (signal) => heard.push(signal));
  await withClient(pools().url, async (elsewhere) => {
    const sent: string[] = [];
    elsewhere.on("notification", ({ payload }) => sent.push(payload ?? ""));
    await elsewhere.query("listen meridian_signals");
    await aTab("sales_rep").at(record);
    await until(() => sent.length > 0 && heard.length > 0);
    const [sender = ""] = sent[0]?.split(" ", 1) ?? [];
    expect(JSON.parse(sent[0]?.slice(sender.length) ?? "")).toEqual(heard[0]);
    // What this process has sent it has heard already; what another one sends is new.
    expect(heard).toHaveLength(1);
    const foreign = { ...heard[0], recordId: "contact_elsewhere" };
    await elsewhere.query("select pg_notify('meridian_signals', $1)", [`other ${JSON.stringify(foreign)}`]);
    await until(() => heard.length > 1);
    expect(heard[1]).toEqual(foreign);
  });
  stop();
});
