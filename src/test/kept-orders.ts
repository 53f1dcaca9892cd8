// Orders kept beside the records, in tests: to build one, to take in what has changed, and to ask as if there were none.
import { customFieldsOf, forgetCustomFields } from "@/kernel/fields/custom";
import { uuidOf } from "@/kernel/id";
import { enqueue } from "@/kernel/jobs";
import { runJob } from "@/kernel/jobs/run";
import { inWrite } from "@/kernel/operation";
import { recordTypeNamed } from "@/kernel/records";
import { definitionOf, type KeptDefinition, keepOrder } from "@/kernel/records/kept-order";
import { keepOrderJob } from "@/kernel/records/kept-order-job";
import { withTenant } from "@/kernel/tenancy";
import { rowsVisited, visitsIn } from "./plans";
import { requestOf, type TestTenant } from "./tenant";

type Wire = Record<string, unknown>;
export type Item = { id: string; name: string; customFields: Wire };
export type Page = { items: Item[]; nextCursor: string | null; hasNext: boolean };

/** For accounts of the tenant that a test has at the time. */
export function keptOrdersOf(tenantOf: () => TestTenant) {
  const admin = <T = Wire>(operation: string, input: unknown) =>
    tenantOf().call<T>("tenant_admin", operation, input);
  const list = (query: Wire, role = "tenant_admin") =>
    tenantOf().call<Page>(role, "accounts.list", { count: "none", ...query });
  const aField = (input: Wire) =>
    admin<{ id: string; key: string }>("fields.create", { recordType: "account", ...input });
  const sql = <R extends Wire = Wire>(text: string, values: unknown[] = []) =>
    withTenant(tenantOf().ref, "write", (tx) =>
      tx.query<R>(text, [uuidOf("tenant", tenantOf().ref.id), ...values]),
    );
  const account = () => recordTypeNamed("account")!;

  async function definition(key: string): Promise<KeptDefinition | null> {
    forgetCustomFields(tenantOf().ref.id);
    const known = await withTenant(tenantOf().ref, "read", (tx) =>
      customFieldsOf({ tenant: tenantOf().ref, tx }, "account"),
    );
    const custom = known.find((f) => f.key === key);
    return definitionOf(account(), { field: key, order: "asc", custom });
  }
  const work = (job: string | null) =>
    job === null ? Promise.resolve() : runJob(job, new AbortController().signal);
  /** Builds the order of a field, as a slow list asks for it. */
  const keep = async (key: string) => {
    const found = await definition(key);
    if (!found) return;
    const job = await keepOrder(tenantOf().ref, account(), found, 1);
    // A slow list may have asked before, and nobody else works here.
    await (job ? work(job) : drain());
  };
  const orders = () =>
    sql<{ id: string; state: string; noted: number }>(
      `select id, state, (select count(*)::int from kept_order_changes c where c.tenant_id = $1 and c.order_id = o.id) as noted
       from kept_orders o where tenant_id = $1 and state <> 'dropped' order by field_id`,
    );
  /** Takes in what has changed, as the worker does. */
  const drain = async () => {
    const actor = tenantOf().actors.tenant_admin!;
    for (const { id } of await orders())
      await work(
        await inWrite(actor, requestOf(actor), async (ctx) => enqueue(ctx, keepOrderJob, { orderId: id })),
      );
  };
  /** What the list says while no order is whole. */
  async function computed<T>(ask: () => Promise<T>): Promise<T> {
    const whole = await sql<{ id: string }>(
      "update kept_orders set state = 'building' where tenant_id = $1 and state = 'whole' returning id",
    );
    try {
      return await ask();
    } finally {
      await sql("update kept_orders set state = 'whole' where tenant_id = $1 and id = any($2::uuid[])", [
        whole.map(({ id }) => id),
      ]);
    }
  }
  const isWalked = async (query: Wire): Promise<boolean> =>
    rowsVisited(await visitsIn(tenantOf().ref, () => list(query)), "kept_order_values") > 0;

  return { admin, list, aField, sql, account, definition, work, keep, orders, drain, computed, isWalked };
}
