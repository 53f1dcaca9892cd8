// Making a tenant and its people: a row in the control schema, a schema of its own (or a place in the shared one), the
// system roles, the custom fields and the pipeline that the contract's examples use, the base currency.
import { clock } from "@/kernel/clock";
import { newId, newUuid, uuidOf } from "@/kernel/id";
import { systemRoles } from "@/kernel/permissions";
import { recordTypes } from "@/kernel/records";
import {
  createTenantSchema,
  ownSchemaName,
  type TenantRef,
  type Transaction,
  withSystem,
  withTenant,
} from "@/kernel/tenancy";
import { firstCurrency } from "@/modules/currencies";
import { firstPipeline } from "@/modules/pipelines";
import { pools } from "@/platform/database/pools";

export type NewTenant = {
  name: string;
  /** Its own schema (the default) or the shared one for small and trial tenants. */
  placement?: "own" | "pool";
  settings?: Record<string, unknown>;
};

/** The custom fields that a new tenant starts with, so that the contract's examples work at once. */
const firstCustomFields = [
  ["contact", "leadSource", "Lead source", "How the contact was found"],
  ["contact", "industry", "Industry", "The contact's line of business"],
  ["deal", "dealSource", "Deal source", "Where the deal came from"],
  ["deal", "competitorInfo", "Competitors", "Who else is in the running"],
  ["lead", "budget", "Budget", "What the lead can spend"],
  ["lead", "timeline", "Timeline", "When the lead wants to decide"],
] as const;

/** Creates a tenant with its roles, first custom fields and first pipeline; no people yet. */
export async function provisionTenant({
  name,
  placement = "own",
  settings = {},
}: NewTenant): Promise<TenantRef> {
  const id = newId("tenant");
  const tenant: TenantRef = { id, schema: placement === "pool" ? "pool" : ownSchemaName(id) };
  if (placement === "own") await createTenantSchema(pools().url, tenant.schema);
  await withSystem("write", (tx) =>
    tx.query(
      "insert into tenants (id, name, schema_name, settings, created_at) values ($1, $2, $3, $4, $5)",
      [uuidOf("tenant", id), name, tenant.schema, JSON.stringify(settings), clock.nowIso()],
    ),
  );
  await withTenant(tenant, "write", async (tx) => {
    const uuid = uuidOf("tenant", id);
    const now = clock.nowIso();
    for (const role of systemRoles) {
      tx.send(
        `insert into roles (tenant_id, id, key, name, description, permissions, is_system, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, true, $7, $7)`,
        [uuid, newUuid(), role.key, role.name, role.description, role.permissions, now],
      );
    }
    for (const [position, [recordType, key, label, description]] of firstCustomFields.entries()) {
      tx.send(
        `insert into custom_fields (tenant_id, id, record_type, key, label, kind, description, position, created_at)
         values ($1, $2, $3, $4, $5, 'text', $6, $7, $8)`,
        [uuid, newUuid(), recordType, key, label, description, position, now],
      );
    }
    firstPipeline(tx, id, now);
    firstCurrency(tx, id);
  });
  return tenant;
}

export type NewPerson = {
  email: string;
  name: string;
  passwordHash?: string | null;
  /** Key of the role: `sales_rep`. */
  role: string;
  title?: string | null;
  teamId?: string | null;
  departmentId?: string | null;
  /** When the address needs no confirmation of its own: the product's own demo people. */
  isEmailVerified?: boolean;
};

/** Makes someone a member: the person (by e-mail, made when new), the membership, the tenant's own row and role. */
export async function addPerson(tenant: TenantRef, person: NewPerson): Promise<string> {
  const now = clock.nowIso();
  const email = person.email.trim().toLowerCase();
  // Someone who was added before being invited: they become who they were meant to be.
  const [added] = await withTenant(tenant, "read", (tx) =>
    tx.query<{ id: string }>(
      "select id from users where tenant_id = $1 and email = $2 and status = 'invited'",
      [uuidOf("tenant", tenant.id), email],
    ),
  );
  const userId = await withSystem("write", async (tx) => {
    const [row] = await tx.query<{ id: string }>(
      `insert into people (id, email, name, password_hash, password_changed_at, email_verified_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (email) do update set name = people.name returning id`,
      [
        added?.id ?? newUuid(),
        email,
        person.name,
        person.passwordHash ?? null,
        person.passwordHash ? now : null,
        person.isEmailVerified ? now : null,
        now,
      ],
    );
    await tx.query(
      `insert into memberships (tenant_id, user_id, status, created_at) values ($1, $2, 'active', $3)
       on conflict (tenant_id, user_id) do update set status = 'active'`,
      [uuidOf("tenant", tenant.id), row!.id, now],
    );
    return row!.id;
  });
  await withTenant(tenant, "write", async (tx) => {
    const isOther = added !== undefined && added.id !== userId;
    if (isOther) await stepAside(tx, tenant, added.id);
    await insertMember(tx, tenant, userId, { ...person, email });
    if (isOther) await handOver(tx, tenant, added.id, userId);
  });
  return `user_${userId.replaceAll("-", "")}`;
}

/** The person has an account already, under an id of its own: the row that was added for them frees the address. */
async function stepAside(tx: Transaction, tenant: TenantRef, userId: string): Promise<void> {
  await tx.query(
    `update users set email = id || '@no-address.invalid', status = 'deactivated', updated_at = $3
     where tenant_id = $1 and id = $2`,
    [uuidOf("tenant", tenant.id), userId, clock.nowIso()],
  );
}

/** All that was theirs before they came in: records, teams that they lead, their place. */
async function handOver(tx: Transaction, tenant: TenantRef, from: string, to: string): Promise<void> {
  const ids = [uuidOf("tenant", tenant.id), from, to];
  for (const { tableName } of recordTypes())
    tx.send(`update ${tableName} set owner_id = $3 where tenant_id = $1 and owner_id = $2`, ids);
  tx.send("update teams set manager_id = $3 where tenant_id = $1 and manager_id = $2", ids);
  await tx.query(
    `update users u set team_id = coalesce(u.team_id, f.team_id), department_id = coalesce(u.department_id, f.department_id),
       title = coalesce(u.title, f.title)
     from users f where u.tenant_id = $1 and u.id = $3 and f.tenant_id = $1 and f.id = $2`,
    ids,
  );
}

async function insertMember(
  tx: Transaction,
  tenant: TenantRef,
  userId: string,
  person: NewPerson,
): Promise<void> {
  const uuid = uuidOf("tenant", tenant.id);
  const now = clock.nowIso();
  await tx.query(
    `insert into users (tenant_id, id, email, name, title, status, team_id, department_id, created_at, updated_at)
     values ($1, $2, $3, $4, $5, 'active', $6, $7, $8, $8)
     on conflict (tenant_id, id) do update set status = 'active', updated_at = excluded.updated_at`,
    [
      uuid,
      userId,
      person.email,
      person.name,
      person.title ?? null,
      person.teamId ? uuidOf("team", person.teamId) : null,
      person.departmentId ? uuidOf("dept", person.departmentId) : null,
      now,
    ],
  );
  const given = await tx.query(
    `insert into user_roles (tenant_id, user_id, role_id) select $1, $2, id from roles where tenant_id = $1 and key = $3
     on conflict do nothing returning 1`,
    [uuid, userId, person.role],
  );
  if (given.length === 0) {
    const held = await tx.query(
      `select 1 from user_roles u join roles r on r.tenant_id = u.tenant_id and r.id = u.role_id
       where u.tenant_id = $1 and u.user_id = $2 and r.key = $3`,
      [uuid, userId, person.role],
    );
    if (held.length === 0) throw new Error(`no role ${person.role}`);
  }
}
