// The people of a tenant: who sees whom follows the scope of `users:read`; who changes whom must hold at least what the
// other holds; the last administrator stays.
import { invalidField, notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import { type Ctx, securityEvent } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { type PagedRows, pagedRows } from "@/kernel/query/paged-rows";
import { actorCache, logSecurityEvent } from "@/kernel/security";
import { findRoles, refuseEscalation, refuseSystemAdmin } from "@/modules/roles";
import { userError } from "./errors";
import { userDeactivated, userReactivated, userUpdated } from "./events";
import type { User, UserPatch, UserQuery } from "./schema";

type Row = {
  id: string;
  email: string;
  name: string;
  title: string | null;
  status: User["status"];
  roles: { id: string; key: string; name: string }[];
  permissions: string[];
  team_id: string | null;
  team_name: string | null;
  department_id: string | null;
  department_name: string | null;
  created_at: string;
  updated_at: string;
};

const columns = `u.id, u.email, u.name, u.title, u.status, u.team_id, t.name as team_name,
  coalesce(u.department_id, t.department_id) as department_id, d.name as department_name, u.created_at, u.updated_at,
  coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'key', r.key, 'name', r.name) order by r.key)
    from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
    where ur.tenant_id = u.tenant_id and ur.user_id = u.id), '[]') as roles`;
const from = `users u
  left join teams t on t.tenant_id = u.tenant_id and t.id = u.team_id
  left join departments d on d.tenant_id = u.tenant_id and d.id = coalesce(u.department_id, t.department_id)`;

const present = (row: Row): User => ({
  id: toPublicId("user", row.id),
  email: row.email,
  name: row.name,
  title: row.title,
  status: row.status,
  roles: row.roles.map((role) => ({ ...role, id: toPublicId("role", role.id) })),
  teamId: row.team_id && toPublicId("team", row.team_id),
  teamName: row.team_name,
  departmentId: row.department_id && toPublicId("dept", row.department_id),
  departmentName: row.department_name,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const tenantOf = (ctx: Ctx) => uuidOf("tenant", ctx.tenant.id);

/** The people within the actor's scope for `permission`; the value is bound as `$2`. */
function within(ctx: Ctx, permission: string): { sql: string; value: string | null } {
  const { actor } = ctx;
  const scope = scopeOf(actor, permission);
  if (scope === "tenant") return { sql: "$2::uuid is null", value: null };
  if (scope === "department" && actor.departmentId) {
    return {
      sql: "coalesce(u.department_id, t.department_id) = $2",
      value: uuidOf("dept", actor.departmentId),
    };
  }
  if ((scope === "team" || scope === "department") && actor.teamId) {
    return { sql: "u.team_id = $2", value: uuidOf("team", actor.teamId) };
  }
  return { sql: "u.id = $2", value: actor.userId && uuidOf("user", actor.userId) };
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, "\\$&");

export function listUsers(ctx: Ctx, input: UserQuery): Promise<PagedRows<User>> {
  const scope = within(ctx, "users:read");
  const teamUuid = input.teamId === undefined ? null : parseId("team", input.teamId);
  if (teamUuid === undefined) throw invalidField("teamId", "teamId: there is no such team", "NOT_FOUND");
  return pagedRows<Row, User>(
    ctx.tx,
    {
      columns,
      from,
      where: `u.tenant_id = $1 and ${scope.sql}
        and ($3::text is null or u.status = $3)
        and ($4::uuid is null or u.team_id = $4)
        and ($5::text is null or control.fold(u.name) like control.fold($5) or u.email like lower($5))
        and ($6::text is null or exists (select 1 from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
          where ur.tenant_id = u.tenant_id and ur.user_id = u.id and r.key = $6))`,
      values: [
        tenantOf(ctx),
        scope.value,
        input.status ?? null,
        teamUuid,
        input.search ? `%${escapeLike(input.search)}%` : null,
        input.role ?? null,
      ],
      sort: { sql: "u.name", type: "text", order: "asc" },
      id: "u.id",
    },
    input,
    present,
  );
}

async function findUser(ctx: Ctx, userId: string, permission: string): Promise<User> {
  const user = await seekUser(ctx, userId, permission);
  if (!user) throw notFound("person");
  return user;
}

async function seekUser(ctx: Ctx, userId: string, permission: string): Promise<User | null> {
  const scope = within(ctx, permission);
  const id = parseId("user", userId);
  const [row] = id
    ? await ctx.tx.query<Row>(
        `select ${columns} from ${from} where u.tenant_id = $1 and ${scope.sql} and u.id = $3`,
        [tenantOf(ctx), scope.value, id],
      )
    : [];
  return row ? present(row) : null;
}

export const getUser = (ctx: Ctx, input: { userId: string }): Promise<User> =>
  findUser(ctx, input.userId, "users:read");

/** Changes of people take turns in a tenant, so that two administrators cannot remove each other at once. */
async function lockPeople(ctx: Ctx): Promise<void> {
  await ctx.tx.query("select pg_advisory_xact_lock(hashtextextended($1, 2))", [ctx.tenant.id]);
}

/** Someone to be changed: within scope, and holding nothing that the actor does not. */
async function lockUser(ctx: Ctx, userId: string): Promise<User> {
  await lockPeople(ctx);
  const user = await findUser(ctx, userId, "users:write");
  const roles = await findRoles(
    ctx,
    user.roles.map((role) => role.id),
    "userId",
  );
  refuseEscalation(
    ctx.actor,
    ctx.request,
    roles.flatMap((role) => role.permissions),
    "You cannot change a person who may do more than you",
  );
  return user;
}

const isAdmin = (user: { roles: { key: string }[] }) =>
  user.roles.some((role) => role.key === "tenant_admin");

async function refuseLastAdmin(ctx: Ctx, user: User): Promise<void> {
  if (!isAdmin(user) || user.status !== "active") return;
  const [other] = await ctx.tx.query(
    `select 1 from users u join user_roles ur on ur.tenant_id = u.tenant_id and ur.user_id = u.id
     join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
     where u.tenant_id = $1 and u.id <> $2 and u.status = 'active' and r.key = 'tenant_admin' limit 1`,
    [tenantOf(ctx), uuidOf("user", user.id)],
  );
  if (!other) throw userError("LAST_ADMIN");
}

async function checkPlace(
  ctx: Ctx,
  table: "teams" | "departments",
  prefix: "team" | "dept",
  id: string | null,
) {
  if (id === null) return null;
  const field = prefix === "team" ? "teamId" : "departmentId";
  const uuid = parseId(prefix, id);
  const [row] = uuid
    ? await ctx.tx.query(`select 1 from ${table} where tenant_id = $1 and id = $2`, [tenantOf(ctx), uuid])
    : [];
  if (!row || !uuid) throw invalidField(field, `${field}: there is none with this id`, "NOT_FOUND");
  return uuid;
}

export const checkTeam = (ctx: Ctx, teamId: string | null) => checkPlace(ctx, "teams", "team", teamId);

export async function updateUser(ctx: Ctx, input: UserPatch): Promise<User> {
  const before = await lockUser(ctx, input.userId);
  const id = uuidOf("user", before.id);
  const teamUuid = input.teamId === undefined ? undefined : await checkTeam(ctx, input.teamId);
  const departmentUuid =
    input.departmentId === undefined
      ? undefined
      : await checkPlace(ctx, "departments", "dept", input.departmentId);
  if (input.roles) await giveRoles(ctx, before, input.roles);
  await ctx.tx.query(
    `update users set name = coalesce($3, name), title = case when $4 then $5 else title end,
       team_id = case when $6 then $7::uuid else team_id end,
       department_id = case when $8 then $9::uuid else department_id end, updated_at = $10
     where tenant_id = $1 and id = $2`,
    [
      tenantOf(ctx),
      id,
      input.name ?? null,
      input.title !== undefined,
      input.title ?? null,
      teamUuid !== undefined,
      teamUuid ?? null,
      departmentUuid !== undefined,
      departmentUuid ?? null,
      ctx.now,
    ],
  );
  // A move to another team can take the person out of the caller's own reach.
  const user = (await seekUser(ctx, input.userId, "users:write")) ?? before;
  ctx.record({ recordType: "user", recordId: user.id, action: "updated", before, after: user });
  ctx.emit(userUpdated, { recordType: "user", recordId: user.id }, { user });
  ctx.afterCommit(() => {
    dropPerson(ctx, user.id);
    if (input.roles) {
      logSecurityEvent(
        securityEvent("role_changed", ctx.request, ctx.actor, {
          user: user.id,
          roles: user.roles.map((r) => r.key),
        }),
      );
    }
  });
  return user;
}

async function giveRoles(ctx: Ctx, user: User, names: string[]): Promise<void> {
  const roles = await findRoles(ctx, names, "roles");
  const added = roles.filter((role) => !user.roles.some((held) => held.id === role.id));
  refuseSystemAdmin(
    ctx.actor,
    ctx.request,
    added.map((role) => role.key),
  );
  refuseEscalation(
    ctx.actor,
    ctx.request,
    added.flatMap((role) => role.permissions),
    "You cannot give a role that may do more than you",
  );
  if (!isAdmin({ roles })) await refuseLastAdmin(ctx, user);
  const who = [tenantOf(ctx), uuidOf("user", user.id)];
  await ctx.tx.query("delete from user_roles where tenant_id = $1 and user_id = $2", who);
  await ctx.tx.query(
    "insert into user_roles (tenant_id, user_id, role_id) select $1, $2, unnest($3::uuid[])",
    [...who, roles.map((role) => uuidOf("role", role.id))],
  );
}

/** Also the keys that a person made act as they may. */
export const dropPerson = (ctx: Ctx, userId: string) =>
  actorCache.drop((actor) => actor.userId === userId && actor.tenant.id === ctx.tenant.id);

async function setStatus(ctx: Ctx, user: User, status: User["status"]): Promise<User> {
  const who = [tenantOf(ctx), uuidOf("user", user.id)];
  await ctx.tx.query("update users set status = $3, updated_at = $4 where tenant_id = $1 and id = $2", [
    ...who,
    status,
    ctx.now,
  ]);
  if (status !== "invited")
    await ctx.tx.query("update control.memberships set status = $3 where tenant_id = $1 and user_id = $2", [
      ...who,
      status,
    ]);
  const after: User = { ...user, status, updatedAt: ctx.now };
  ctx.record({
    recordType: "user",
    recordId: user.id,
    action: "updated",
    before: { status: user.status },
    after: { status },
  });
  ctx.afterCommit(() => {
    dropPerson(ctx, user.id);
    const event = status === "deactivated" ? "user_deactivated" : "user_reactivated";
    logSecurityEvent(securityEvent(event, ctx.request, ctx.actor, { user: user.id }));
  });
  return after;
}

/** The person, their sessions, tokens and keys stop working in this tenant at once. */
export async function deactivateUser(ctx: Ctx, input: { userId: string }): Promise<User> {
  const user = await lockUser(ctx, input.userId);
  if (user.status === "deactivated") return user;
  await refuseLastAdmin(ctx, user);
  const after = await setStatus(ctx, user, "deactivated");
  ctx.emit(userDeactivated, { recordType: "user", recordId: user.id }, { user: after });
  return after;
}

export async function reactivateUser(ctx: Ctx, input: { userId: string }): Promise<User> {
  const user = await lockUser(ctx, input.userId);
  if (user.status !== "deactivated") return user;
  const [membership] = await ctx.tx.query(
    "select 1 from control.memberships where tenant_id = $1 and user_id = $2",
    [tenantOf(ctx), uuidOf("user", user.id)],
  );
  // Who never came in is invited, not active.
  const after = await setStatus(ctx, user, membership ? "active" : "invited");
  ctx.emit(userReactivated, { recordType: "user", recordId: user.id }, { user: after });
  return after;
}

/** A person by id, whatever the scope. */
export async function selectUser(ctx: Ctx, userId: string): Promise<User> {
  const [row] = await ctx.tx.query<Row>(
    `select ${columns} from ${from} where u.tenant_id = $1 and u.id = $2`,
    [tenantOf(ctx), uuidOf("user", userId)],
  );
  if (!row) throw notFound("person");
  return present(row);
}
