// The settings of the tenant that asks. They live in the control schema, where every look-up of a credential reads them.
import { notFound } from "@/kernel/errors";
import { toPublicId, uuidOf } from "@/kernel/id";
import { type Ctx, securityEvent } from "@/kernel/operation";
import { actorCache, logSecurityEvent, readSecurityConfig, SecurityConfig } from "@/kernel/security";
import { type Transaction, withSystem } from "@/kernel/tenancy";
import type { Tenant, TenantPatch } from "./schema";

type Row = {
  id: string;
  name: string;
  status: string;
  settings: Record<string, unknown>;
  created_at: string;
};

const columns = "id, name, status, settings, created_at";
const text = (value: unknown, fallback: string): string => (typeof value === "string" ? value : fallback);

const present = (row: Row): Tenant => ({
  id: toPublicId("tenant", row.id),
  name: row.name,
  status: row.status,
  currency: text(row.settings.currency, "USD"),
  timezone: text(row.settings.timezone, "UTC"),
  security_config: readSecurityConfig(row.settings),
  createdAt: row.created_at,
});

async function findTenant(tx: Transaction, tenantId: string, lock = ""): Promise<Row> {
  const [row] = await tx.query<Row>(`select ${columns} from tenants where id = $1 ${lock}`, [
    uuidOf("tenant", tenantId),
  ]);
  if (!row) throw notFound("workspace");
  return row;
}

export const getTenant = (ctx: Ctx): Promise<Tenant> =>
  withSystem("read", async (tx) => present(await findTenant(tx, ctx.tenant.id)));

const zones = new WeakMap<Ctx, Promise<string>>();

/** The clock that the workspace goes by, read once for each read or write. */
export function workspaceTimeZone(ctx: Ctx): Promise<string> {
  const zone = zones.get(ctx) ?? getTenant(ctx).then(({ timezone }) => timezone);
  zones.set(ctx, zone);
  return zone;
}

export async function updateTenant(ctx: Ctx, input: TenantPatch): Promise<Tenant> {
  const { before, after } = await withSystem("write", async (tx) => {
    const row = await findTenant(tx, ctx.tenant.id, "for update");
    const { name, security_config: patch, ...plain } = input;
    const held = readSecurityConfig(row.settings);
    const settings = {
      ...row.settings,
      ...plain,
      security_config: SecurityConfig.parse({
        password_policy: { ...held.password_policy, ...patch?.password_policy },
        session_config: { ...held.session_config, ...patch?.session_config },
        api_security: { ...held.api_security, ...patch?.api_security },
      }),
    };
    const [changed] = await tx.query<Row>(
      `update tenants set name = $2, settings = $3 where id = $1 returning ${columns}`,
      [row.id, name ?? row.name, JSON.stringify(settings)],
    );
    return { before: present(row), after: present(changed ?? row) };
  });
  ctx.record({ recordType: "tenant", recordId: after.id, action: "updated", before, after });
  ctx.afterCommit(() => {
    actorCache.drop((actor) => actor.tenant.id === ctx.tenant.id);
    if (!input.security_config) return;
    logSecurityEvent(
      securityEvent("security_settings_changed", ctx.request, ctx.actor, { changed: input.security_config }),
    );
  });
  return after;
}
