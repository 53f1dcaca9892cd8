// Teams and departments: what the scopes `team` and `department` of a permission mean.
import { invalidField, notFound } from "@/kernel/errors";
import { type IdPrefix, newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { type PagedRows, pagedRows, type RowsAsked } from "@/kernel/query/paged-rows";
import { actorCache } from "@/kernel/security";
import { registerReverser } from "@/modules/changes";
import { teamError } from "./errors";
import type { Department, NewTeam, Team, TeamPatch } from "./schema";

type TeamRow = {
  id: string;
  name: string;
  department_id: string | null;
  department_name: string | null;
  manager_id: string | null;
  manager_name: string | null;
  member_count: number;
  created_at: string;
};
type DepartmentRow = { id: string; name: string; member_count: number; created_at: string };

const teamColumns = `t.id, t.name, t.department_id, d.name as department_name, t.manager_id, m.name as manager_name, t.created_at,
  (select count(*)::int from users u where u.tenant_id = t.tenant_id and u.team_id = t.id and u.status = 'active') as member_count`;
const teamFrom = `teams t left join departments d on d.tenant_id = t.tenant_id and d.id = t.department_id
  left join users m on m.tenant_id = t.tenant_id and m.id = t.manager_id`;
const departmentColumns = `d.id, d.name, d.created_at,
  (select count(*)::int from users u left join teams t on t.tenant_id = u.tenant_id and t.id = u.team_id
    where u.tenant_id = d.tenant_id and u.status = 'active' and coalesce(u.department_id, t.department_id) = d.id) as member_count`;

const presentTeam = (row: TeamRow): Team => ({
  id: toPublicId("team", row.id),
  name: row.name,
  departmentId: row.department_id && toPublicId("dept", row.department_id),
  departmentName: row.department_name,
  managerId: row.manager_id && toPublicId("user", row.manager_id),
  managerName: row.manager_name,
  memberCount: row.member_count,
  createdAt: row.created_at,
});
const presentDepartment = (row: DepartmentRow): Department => ({
  id: toPublicId("dept", row.id),
  name: row.name,
  memberCount: row.member_count,
  createdAt: row.created_at,
});

const tenantOf = (ctx: Ctx) => uuidOf("tenant", ctx.tenant.id);

/** Who is in which team decides what people see. */
const dropActors = (ctx: Ctx) =>
  ctx.afterCommit(() => actorCache.drop((actor) => actor.tenant.id === ctx.tenant.id));

export const listTeams = (ctx: Ctx, input: RowsAsked): Promise<PagedRows<Team>> =>
  pagedRows<TeamRow, Team>(
    ctx.tx,
    {
      columns: teamColumns,
      from: teamFrom,
      where: "t.tenant_id = $1",
      values: [tenantOf(ctx)],
      sort: { sql: "t.name", type: "text", order: "asc" },
      id: "t.id",
    },
    input,
    presentTeam,
  );

export async function getTeam(ctx: Ctx, input: { teamId: string }): Promise<Team> {
  const id = parseId("team", input.teamId);
  const [row] = id
    ? await ctx.tx.query<TeamRow>(
        `select ${teamColumns} from ${teamFrom} where t.tenant_id = $1 and t.id = $2`,
        [tenantOf(ctx), id],
      )
    : [];
  if (!row) throw notFound("team");
  return presentTeam(row);
}

/** The uuid of something that the tenant has, or a validation error on `field`. */
async function existing(
  ctx: Ctx,
  table: "departments" | "users",
  prefix: IdPrefix,
  id: string | null,
  field: string,
): Promise<string | null> {
  if (id === null) return null;
  const uuid = parseId(prefix, id);
  const [row] = uuid
    ? await ctx.tx.query(`select 1 from ${table} where tenant_id = $1 and id = $2`, [tenantOf(ctx), uuid])
    : [];
  if (!row || !uuid) throw invalidField(field, `${field}: there is none with this id`, "NOT_FOUND");
  return uuid;
}

async function refuseTwin(ctx: Ctx, table: "teams" | "departments", name: string, exceptUuid: string | null) {
  const [twin] = await ctx.tx.query(
    `select 1 from ${table} where tenant_id = $1 and name = $2 and ($3::uuid is null or id <> $3)`,
    [tenantOf(ctx), name, exceptUuid],
  );
  if (twin) throw teamError("TEAM_EXISTS");
}

export async function createTeam(ctx: Ctx, input: NewTeam): Promise<Team> {
  await refuseTwin(ctx, "teams", input.name, null);
  const id = newId("team");
  await ctx.tx.query(
    "insert into teams (tenant_id, id, name, department_id, manager_id, created_at) values ($1, $2, $3, $4, $5, $6)",
    [
      tenantOf(ctx),
      uuidOf("team", id),
      input.name,
      await existing(ctx, "departments", "dept", input.departmentId, "departmentId"),
      await existing(ctx, "users", "user", input.managerId, "managerId"),
      ctx.now,
    ],
  );
  const team = await getTeam(ctx, { teamId: id });
  ctx.record({ recordType: "team", recordId: id, action: "created", before: null, after: team });
  return team;
}

export async function updateTeam(ctx: Ctx, input: TeamPatch): Promise<Team> {
  const before = await getTeam(ctx, input);
  const id = uuidOf("team", before.id);
  if (input.name) await refuseTwin(ctx, "teams", input.name, id);
  const departmentId = input.departmentId === undefined ? before.departmentId : input.departmentId;
  const managerId = input.managerId === undefined ? before.managerId : input.managerId;
  await ctx.tx.query(
    "update teams set name = $3, department_id = $4, manager_id = $5 where tenant_id = $1 and id = $2",
    [
      tenantOf(ctx),
      id,
      input.name ?? before.name,
      await existing(ctx, "departments", "dept", departmentId, "departmentId"),
      await existing(ctx, "users", "user", managerId, "managerId"),
    ],
  );
  const team = await getTeam(ctx, input);
  ctx.record({ recordType: "team", recordId: team.id, action: "updated", before, after: team });
  dropActors(ctx);
  return team;
}

export async function deleteTeam(ctx: Ctx, input: { teamId: string }): Promise<{ id: string }> {
  const team = await getTeam(ctx, input);
  const id = uuidOf("team", team.id);
  const [member] = await ctx.tx.query("select 1 from users where tenant_id = $1 and team_id = $2 limit 1", [
    tenantOf(ctx),
    id,
  ]);
  if (member) throw teamError("TEAM_IN_USE");
  await ctx.tx.query("delete from teams where tenant_id = $1 and id = $2", [tenantOf(ctx), id]);
  // An open invitation goes on, without the team.
  await ctx.tx.query("update control.invitations set team_id = null where tenant_id = $1 and team_id = $2", [
    tenantOf(ctx),
    id,
  ]);
  ctx.record({ recordType: "team", recordId: team.id, action: "deleted", before: team, after: null });
  return { id: team.id };
}

export const listDepartments = (ctx: Ctx, input: RowsAsked): Promise<PagedRows<Department>> =>
  pagedRows<DepartmentRow, Department>(
    ctx.tx,
    {
      columns: departmentColumns,
      from: "departments d",
      where: "d.tenant_id = $1",
      values: [tenantOf(ctx)],
      sort: { sql: "d.name", type: "text", order: "asc" },
      id: "d.id",
    },
    input,
    presentDepartment,
  );

export async function getDepartment(ctx: Ctx, input: { departmentId: string }): Promise<Department> {
  const id = parseId("dept", input.departmentId);
  const [row] = id
    ? await ctx.tx.query<DepartmentRow>(
        `select ${departmentColumns} from departments d where d.tenant_id = $1 and d.id = $2`,
        [tenantOf(ctx), id],
      )
    : [];
  if (!row) throw notFound("department");
  return presentDepartment(row);
}

export async function createDepartment(ctx: Ctx, input: { name: string }): Promise<Department> {
  await refuseTwin(ctx, "departments", input.name, null);
  const id = newId("dept");
  await ctx.tx.query("insert into departments (tenant_id, id, name, created_at) values ($1, $2, $3, $4)", [
    tenantOf(ctx),
    uuidOf("dept", id),
    input.name,
    ctx.now,
  ]);
  const department = await getDepartment(ctx, { departmentId: id });
  ctx.record({ recordType: "department", recordId: id, action: "created", before: null, after: department });
  return department;
}

export async function updateDepartment(
  ctx: Ctx,
  input: { departmentId: string; name: string },
): Promise<Department> {
  const before = await getDepartment(ctx, input);
  const id = uuidOf("dept", before.id);
  await refuseTwin(ctx, "departments", input.name, id);
  await ctx.tx.query("update departments set name = $3 where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    id,
    input.name,
  ]);
  const after = { ...before, name: input.name };
  ctx.record({ recordType: "department", recordId: before.id, action: "updated", before, after });
  return after;
}

export async function deleteDepartment(ctx: Ctx, input: { departmentId: string }): Promise<{ id: string }> {
  const department = await getDepartment(ctx, input);
  const who = [tenantOf(ctx), uuidOf("dept", department.id)];
  const [used] = await ctx.tx.query(
    `select 1 from teams where tenant_id = $1 and department_id = $2
     union all select 1 from users where tenant_id = $1 and department_id = $2 limit 1`,
    who,
  );
  if (used) throw teamError("TEAM_IN_USE");
  await ctx.tx.query("delete from departments where tenant_id = $1 and id = $2", who);
  ctx.record({
    recordType: "department",
    recordId: department.id,
    action: "deleted",
    before: department,
    after: null,
  });
  return { id: department.id };
}

/** Made by an import that is undone: it goes unless someone is in it. */
registerReverser("team.created", async (ctx, { recordId }) => {
  await deleteTeam(ctx, { teamId: recordId });
  return { outcome: "reversed", fields: [], reason: "deleted" };
});
registerReverser("department.created", async (ctx, { recordId }) => {
  // The log names the kind of record, where ids have their short prefix.
  await deleteDepartment(ctx, { departmentId: recordId.replace(/^department_/, "dept_") });
  return { outcome: "reversed", fields: [], reason: "deleted" };
});
