// Who is in the workspace, in which teams and departments, and which roles the actor may give.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { notHeld } from "@/modules/roles";
import { folded } from "./lookups";

export type KnownPerson = {
  id: string;
  name: string;
  email: string;
  title: string | null;
  team: string | null;
  department: string | null;
};

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

/** People by folded name or e-mail: who comes in, and who is yet to. */
export async function peopleOf(
  ctx: Ctx,
  texts: readonly string[],
): Promise<Map<string, KnownPerson | "several">> {
  const rows = await ctx.tx.query<KnownPerson & { text: string }>(
    `select k.text, u.id, u.name, u.email, u.title, t.name as team, d.name as department
     from unnest($2::text[]) as k(text)
     join users u on u.tenant_id = $1 and u.status <> 'deactivated'
       and (u.email = lower(k.text) or control.fold(u.name) = control.fold(k.text))
     left join teams t on t.tenant_id = u.tenant_id and t.id = u.team_id
     left join departments d on d.tenant_id = u.tenant_id and d.id = coalesce(u.department_id, t.department_id)`,
    [tenantOf(ctx), texts],
  );
  const found = new Map<string, KnownPerson | "several">();
  for (const { text, ...row } of rows) {
    const one = { ...row, id: toPublicId("user", row.id) };
    const before = found.get(folded(text));
    found.set(folded(text), before && (before === "several" || before.id !== one.id) ? "several" : one);
  }
  return found;
}

/** Roles by folded key and name; not held: it may do more than the actor. */
export async function knownRoles(ctx: Ctx): Promise<Map<string, { key: string; isHeld: boolean }>> {
  const rows = await ctx.tx.query<{ key: string; name: string; permissions: string[] }>(
    "select key, name, permissions from roles where tenant_id = $1",
    [tenantOf(ctx)],
  );
  return new Map(
    rows.flatMap(({ key, name, permissions }) => {
      const isAbove = key === "system_admin" && !ctx.actor.roles.includes(key);
      const role = { key, isHeld: !isAbove && notHeld(ctx.actor, permissions).length === 0 };
      return [
        [folded(name), role],
        [folded(key), role],
      ] as const;
    }),
  );
}

/** Teams and departments by folded name. */
export async function knownPlaces(ctx: Ctx) {
  const [teams, departments] = await Promise.all([
    ctx.tx.query<{ id: string; name: string; department_id: string | null; manager_id: string | null }>(
      "select id, name, department_id, manager_id from teams where tenant_id = $1",
      [tenantOf(ctx)],
    ),
    ctx.tx.query<{ id: string; name: string }>("select id, name from departments where tenant_id = $1", [
      tenantOf(ctx),
    ]),
  ]);
  const teamId = (uuid: string) => toPublicId("team", uuid);
  return {
    teams: new Map(teams.map(({ id, name }) => [folded(name), teamId(id)])),
    departments: new Map(departments.map(({ id, name }) => [folded(name), toPublicId("dept", id)])),
    departmentOfTeam: new Map(
      teams.map(
        (one) => [teamId(one.id), one.department_id && toPublicId("dept", one.department_id)] as const,
      ),
    ),
    teamOfManager: new Map(
      teams.flatMap((one) =>
        one.manager_id ? [[toPublicId("user", one.manager_id), teamId(one.id)] as const] : [],
      ),
    ),
  };
}
