// Public addresses: an id in a link leads to its tenant, and to nothing else. What the address opens is checked inside
// the tenant by the module that made it.
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { type TenantRef, withSystem } from "@/kernel/tenancy";

export type PublicLinkKind = "form" | "feed";

/** Makes the id reachable from outside, with the caller's transaction. */
export function publishLink(ctx: Ctx, kind: PublicLinkKind, id: string): void {
  ctx.tx.send("insert into control.public_links (id, tenant_id, kind, created_at) values ($1, $2, $3, $4)", [
    uuidOf(kind, id),
    uuidOf("tenant", ctx.tenant.id),
    kind,
    ctx.now,
  ]);
}

export function withdrawLink(ctx: Ctx, kind: PublicLinkKind, id: string): void {
  ctx.tx.send("delete from control.public_links where id = $1 and tenant_id = $2", [
    uuidOf(kind, id),
    uuidOf("tenant", ctx.tenant.id),
  ]);
}

/** The tenant behind a public id; null when there is none. */
export async function tenantOfLink(kind: PublicLinkKind, id: string): Promise<TenantRef | null> {
  const uuid = parseId(kind, id);
  if (!uuid) return null;
  const [row] = await withSystem("read", (tx) =>
    tx.query<{ id: string; schema_name: string }>(
      `select t.id, t.schema_name from public_links l join tenants t on t.id = l.tenant_id where l.id = $1 and l.kind = $2`,
      [uuid, kind],
    ),
  );
  return row ? { id: toPublicId("tenant", row.id), schema: row.schema_name } : null;
}
