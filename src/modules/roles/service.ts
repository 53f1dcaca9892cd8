// The tenant's roles: the built-in ones, which stay as they are, and its own.
import { invalidField, notFound } from "@/kernel/errors";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import { type Ctx, securityEvent } from "@/kernel/operation";
import { permissionCatalogue } from "@/kernel/permissions";
import { type PagedRows, pagedRows, type RowsAsked } from "@/kernel/query/paged-rows";
import { actorCache, logSecurityEvent } from "@/kernel/security";
import { roleError } from "./errors";
import { roleCreated, roleDeleted, roleUpdated } from "./events";
import { refuseEscalation } from "./giving";
import type { NewRole, Role, RolePatch } from "./schema";

type Row = {
  id: string;
  key: string;
  name: string;
  description: string;
  permissions: string[];
  is_system: boolean;
  member_count: number;
  created_at: string;
  updated_at: string;
};

const columns = `r.id, r.key, r.name, r.description, r.permissions, r.is_system, r.created_at, r.updated_at,
  (select count(*)::int from user_roles ur where ur.tenant_id = r.tenant_id and ur.role_id = r.id) as member_count`;

const present = (row: Row): Role => ({
  id: toPublicId("role", row.id),
  key: row.key,
  name: row.name,
  description: row.description,
  permissions: row.permissions,
  isSystem: row.is_system,
  memberCount: row.member_count,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const tenantOf = (ctx: Ctx) => uuidOf("tenant", ctx.tenant.id);

export const listRoles = (ctx: Ctx, input: RowsAsked): Promise<PagedRows<Role>> =>
  pagedRows<Row, Role>(
    ctx.tx,
    {
      columns,
      from: "roles r",
      where: "r.tenant_id = $1",
      values: [tenantOf(ctx)],
      sort: { sql: "r.name", type: "text", order: "asc" },
      id: "r.id",
    },
    input,
    present,
  );

export async function getRole(ctx: Ctx, input: { roleId: string }): Promise<Role> {
  const id = parseId("role", input.roleId);
  const [row] = id
    ? await ctx.tx.query<Row>(`select ${columns} from roles r where r.tenant_id = $1 and r.id = $2`, [
        tenantOf(ctx),
        id,
      ])
    : [];
  if (!row) throw notFound("role");
  return present(row);
}

/** Roles by id or by key, each once; names the first that does not exist. */
export async function findRoles(ctx: Ctx, names: readonly string[], field: string): Promise<Role[]> {
  const ids = names.map((name) => parseId("role", name)).filter((id) => id !== undefined);
  const rows = await ctx.tx.query<Row>(
    `select ${columns} from roles r where r.tenant_id = $1 and (r.key = any($2) or r.id = any($3::uuid[]))`,
    [tenantOf(ctx), names, ids],
  );
  const roles = rows.map(present);
  const unknown = names.find((name) => !roles.some((role) => role.id === name || role.key === name));
  if (unknown !== undefined)
    throw invalidField(field, `${field}: there is no role "${unknown.slice(0, 60)}"`);
  return roles;
}

const keyFrom = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 50) || "role";

export async function createRole(ctx: Ctx, input: NewRole): Promise<Role> {
  refuseEscalation(ctx.actor, ctx.request, input.permissions);
  const id = newId("role");
  const made = await ctx.tx.query(
    `insert into roles (tenant_id, id, key, name, description, permissions, is_system, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, false, $7, $7) on conflict (tenant_id, key) do nothing returning 1`,
    [
      tenantOf(ctx),
      uuidOf("role", id),
      input.key ?? keyFrom(input.name),
      input.name,
      input.description,
      [...new Set(input.permissions)],
      ctx.now,
    ],
  );
  if (made.length === 0) throw roleError("ROLE_EXISTS");
  const role = await getRole(ctx, { roleId: id });
  ctx.record({ recordType: "role", recordId: id, action: "created", before: null, after: role });
  ctx.emit(roleCreated, { recordType: "role", recordId: id }, { role });
  return role;
}

/** The role, if it is the tenant's own; held until the commit. */
async function lockOwnRole(ctx: Ctx, roleId: string): Promise<Role> {
  const id = parseId("role", roleId);
  if (id)
    await ctx.tx.query("select 1 from roles where tenant_id = $1 and id = $2 for update", [
      tenantOf(ctx),
      id,
    ]);
  const role = await getRole(ctx, { roleId });
  if (role.isSystem) throw roleError("ROLE_IS_SYSTEM");
  return role;
}

export async function updateRole(ctx: Ctx, input: RolePatch): Promise<Role> {
  const before = await lockOwnRole(ctx, input.roleId);
  // Also what it already grants: who holds less must not reshape the role of those who hold more.
  refuseEscalation(ctx.actor, ctx.request, [...before.permissions, ...(input.permissions ?? [])]);
  await ctx.tx.query(
    `update roles set name = $3, description = $4, permissions = $5, updated_at = $6 where tenant_id = $1 and id = $2`,
    [
      tenantOf(ctx),
      uuidOf("role", input.roleId),
      input.name ?? before.name,
      input.description ?? before.description,
      input.permissions ? [...new Set(input.permissions)] : before.permissions,
      ctx.now,
    ],
  );
  const role = await getRole(ctx, input);
  ctx.record({ recordType: "role", recordId: role.id, action: "updated", before, after: role });
  ctx.emit(roleUpdated, { recordType: "role", recordId: role.id }, { role });
  ctx.afterCommit(() => {
    actorCache.drop((actor) => actor.tenant.id === ctx.tenant.id);
    logSecurityEvent(securityEvent("role_changed", ctx.request, ctx.actor, { role: role.key }));
  });
  return role;
}

export async function deleteRole(ctx: Ctx, input: { roleId: string }): Promise<{ id: string }> {
  const role = await lockOwnRole(ctx, input.roleId);
  refuseEscalation(ctx.actor, ctx.request, role.permissions);
  if (role.memberCount > 0) throw roleError("ROLE_IN_USE", { details: { members: role.memberCount } });
  const id = uuidOf("role", role.id);
  await ctx.tx.query(
    "update invitations set revoked_at = $3 where tenant_id = $1 and role_id = $2 and accepted_at is null and revoked_at is null",
    [tenantOf(ctx), id, ctx.now],
  );
  await ctx.tx.query("delete from roles where tenant_id = $1 and id = $2", [tenantOf(ctx), id]);
  ctx.record({ recordType: "role", recordId: role.id, action: "deleted", before: role, after: null });
  ctx.emit(roleDeleted, { recordType: "role", recordId: role.id }, { role });
  return { id: role.id };
}

/** Everything that a role or a key can be given. */
export const listPermissions = async () =>
  Object.entries(permissionCatalogue).map(([resource, { label, actions }]) => ({
    resource,
    label,
    actions: Object.entries(actions).map(([action, description]) => ({
      permission: `${resource}:${action}`,
      description,
    })),
  }));
