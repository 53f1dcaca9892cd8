// Removes by the clock the orders of lists that nobody uses any more: each costs every write a note. The others are brought
// up to date, so that nothing stays in them of a record that was removed for good.
import { everyRecord } from "@/kernel/fields/change-notes";
import { uuidOf } from "@/kernel/id";
import { catchUp, removeDropped } from "@/kernel/records/kept-order-job";
import { type TenantRef, withTenant } from "@/kernel/tenancy";
import { defineScheduled } from "./define";
import { allTenants } from "./purge";

const keptDays = 14;

/** Drops what is unused, spoilt or of a field that is gone, brings the others up to date, removes what is left of dropped ones. */
export async function tidyKeptOrders(tenant: TenantRef): Promise<void> {
  const values = [uuidOf("tenant", tenant.id)];
  await withTenant(tenant, "write", async (tx) => {
    // Ids of own fields have hyphens, names of built-in ones have none.
    const dropped = await tx.query<{ id: string }>(
      `update kept_orders o set state = 'dropped' where o.tenant_id = $1 and o.state <> 'dropped' and (
         o.used_at < clock_timestamp() - interval '${keptDays} days'
         or (o.field_id like '%-%' and not exists (select 1 from custom_fields f
           where f.tenant_id = $1 and f.id::text = o.field_id and f.deleted_at is null))
         or exists (select 1 from kept_order_changes c
           where c.tenant_id = $1 and c.order_id = o.id and c.record_id = '${everyRecord}'))
       returning id`,
      values,
    );
    if (dropped.length > 0)
      await tx.query("delete from kept_order_reads where tenant_id = $1 and order_id = any($2::uuid[])", [
        ...values,
        dropped.map(({ id }) => id),
      ]);
    // What a write noted that had begun before its order was dropped.
    await tx.query(
      `delete from kept_order_changes c where c.tenant_id = $1
         and not exists (select 1 from kept_orders o where o.tenant_id = $1 and o.id = c.order_id)`,
      values,
    );
  });
  const whole = await withTenant(tenant, "read", (tx) =>
    tx.query<{ id: string }>("select id from kept_orders where tenant_id = $1 and state = 'whole'", values),
  );
  for (const { id } of whole) await catchUp(tenant, id);
  await removeDropped(tenant, () => undefined);
}

defineScheduled("tidy_kept_orders", "53 4 * * *", async () => {
  for (const tenant of await allTenants()) await tidyKeptOrders(tenant);
});
