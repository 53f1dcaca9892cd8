// People who are known before they are invited: they can own records and lead teams, and cannot come in.
import { newUuid, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { registerReverser } from "@/modules/changes";
import { findRoles, refuseEscalation, refuseSystemAdmin } from "@/modules/roles";
import { userAdded, userDeactivated } from "./events";
import { dropPerson, selectUser } from "./service";

export type NewMember = {
  id: string;
  name: string;
  /** Null: told when they are invited. */
  email: string | null;
  title: string | null;
  role: string;
};
export type Place = { teamId: string | null; departmentId: string | null };

/** No mail can ever be sent to an address of this domain (RFC 2606). */
const unknownDomain = "no-address.invalid";

/** Whether a person has no address yet. */
export const hasNoAddress = (email: string): boolean => email.endsWith(`@${unknownDomain}`);

const addressFor = (name: string, userId: string): string => {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ".")
    .replace(/^\.+|\.+$/g, "");
  return `${words || "person"}.${userId.slice(-6)}@${unknownDomain}`;
};

/**
 * Adds people who are yet to be invited. Answers with what ends it: told in which team and department each of them is,
 * it writes that down and puts them on record.
 */
export async function addMembers(
  ctx: Ctx,
  people: readonly NewMember[],
): Promise<(placed: ReadonlyMap<string, Place>) => Promise<void>> {
  if (people.length === 0) return async () => undefined;
  const names = [...new Set(people.map((one) => one.role))];
  const roles = await findRoles(ctx, names, "role");
  refuseSystemAdmin(
    ctx.actor,
    ctx.request,
    roles.map((role) => role.key),
  );
  refuseEscalation(
    ctx.actor,
    ctx.request,
    roles.flatMap((role) => role.permissions),
    "You cannot add someone with a role that may do more than you",
  );
  const roleOf = (one: NewMember) => roles.find((role) => role.key === one.role || role.id === one.role)!;
  const tenant = uuidOf("tenant", ctx.tenant.id);
  const ids = people.map((one) => uuidOf("user", one.id));
  await ctx.tx.query(
    `insert into users (tenant_id, id, email, name, title, status, created_at, updated_at)
     select $1, p.id, p.email, p.name, p.title, 'invited', $6, $6
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as p(id, email, name, title)`,
    [
      tenant,
      ids,
      people.map((one) => one.email?.toLowerCase() ?? addressFor(one.name, one.id)),
      people.map((one) => one.name),
      people.map((one) => one.title),
      ctx.now,
    ],
  );
  await ctx.tx.query(
    `insert into user_roles (tenant_id, user_id, role_id)
     select $1, p.user_id, p.role_id from unnest($2::uuid[], $3::uuid[]) as p(user_id, role_id)`,
    [tenant, ids, people.map((one) => uuidOf("role", roleOf(one).id))],
  );
  return async (placed) => {
    const places = [...placed].filter(([id]) => people.some((one) => one.id === id));
    await ctx.tx.query(
      `update users u set team_id = p.team_id, department_id = p.department_id
       from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as p(id, team_id, department_id)
       where u.tenant_id = $1 and u.id = p.id`,
      [
        tenant,
        places.map(([id]) => uuidOf("user", id)),
        places.map(([, { teamId }]) => teamId && uuidOf("team", teamId)),
        places.map(([, { departmentId }]) => departmentId && uuidOf("dept", departmentId)),
      ],
    );
    for (const { id } of people) {
      const user = await selectUser(ctx, id);
      ctx.record({ recordType: "user", recordId: id, action: "created", before: null, after: user });
      ctx.emit(userAdded, { recordType: "user", recordId: id }, { user });
    }
  };
}

/** Undone, who has not come in yet is gone from teams and lists; records that are theirs keep the name. */
registerReverser("user.created", async (ctx, { recordId }) => {
  const before = await selectUser(ctx, recordId);
  if (before.status === "active")
    return { outcome: "kept", fields: [], reason: "has accepted an invitation since" };
  if (before.status === "deactivated")
    return { outcome: "reversed", fields: [], reason: "deactivated before" };
  await ctx.tx.query(
    `update users set status = 'deactivated', team_id = null, department_id = null, email = $3, updated_at = $4
     where tenant_id = $1 and id = $2`,
    // The address is free again: the same person may be added anew.
    [uuidOf("tenant", ctx.tenant.id), uuidOf("user", recordId), `${newUuid()}@${unknownDomain}`, ctx.now],
  );
  const user = await selectUser(ctx, recordId);
  ctx.record({ recordType: "user", recordId, action: "updated", before, after: user });
  ctx.emit(userDeactivated, { recordType: "user", recordId }, { user });
  ctx.afterCommit(() => dropPerson(ctx, recordId));
  return { outcome: "reversed", fields: [], reason: "deactivated" };
});
