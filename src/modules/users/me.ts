// Oneself: who asks and what they may do, and changing one's own name.
import { AppError } from "@/kernel/errors";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { withSystem } from "@/kernel/tenancy";
import { userUpdated } from "./events";
import type { Me, MePatch } from "./schema";
import { dropPerson, selectUser } from "./service";

const tenantOf = (ctx: Ctx) => uuidOf("tenant", ctx.tenant.id);

/** Who asks, what they may, and where else they work. */
export async function getMe(ctx: Ctx): Promise<Me> {
  const { actor } = ctx;
  const userUuid = actor.userId && uuidOf("user", actor.userId);
  const { tenants, person } = await withSystem("read", async (tx) => {
    const [list, [found]] = await Promise.all([
      tx.query<{ id: string; name: string }>(
        `select t.id, t.name from tenants t where t.id = $1 or (t.status = 'active' and $3 and exists (
           select 1 from memberships m where m.tenant_id = t.id and m.user_id = $2 and m.status = 'active'))
         order by t.name limit 200`,
        [tenantOf(ctx), userUuid, actor.kind === "user"],
      ),
      tx.query<{ email_verified_at: string | null }>("select email_verified_at from people where id = $1", [
        userUuid,
      ]),
    ]);
    return { tenants: list.map((row) => ({ ...row, id: toPublicId("tenant", row.id) })), person: found };
  });
  const isPerson = actor.kind === "user";
  return {
    kind: isPerson ? "user" : "api_key",
    id: actor.id,
    userId: actor.userId,
    name: actor.name,
    email: actor.email,
    isEmailVerified: isPerson && Boolean(person?.email_verified_at),
    roles: actor.roles,
    permissions: actor.permissionTexts,
    teamId: actor.teamId,
    departmentId: actor.departmentId,
    sessionId: actor.sessionId,
    tenant: tenants.find((one) => one.id === ctx.tenant.id) ?? { id: ctx.tenant.id, name: "" },
    tenants,
  };
}

/** One's own name is one's own to change, whatever else one may do here. */
export async function updateMe(ctx: Ctx, input: MePatch): Promise<Me> {
  const { actor } = ctx;
  if (actor.kind !== "user" || !actor.userId) {
    throw new AppError("FORBIDDEN", 403, "Only a person has a name to change, not an API key", {
      details: { required_permissions: [], user_permissions: actor.permissionTexts },
    });
  }
  const before = await selectUser(ctx, actor.userId);
  await ctx.tx.query("update users set name = $3, updated_at = $4 where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("user", actor.userId),
    input.name,
    ctx.now,
  ]);
  const user = await selectUser(ctx, actor.userId);
  ctx.record({ recordType: "user", recordId: user.id, action: "updated", before, after: user });
  ctx.emit(userUpdated, { recordType: "user", recordId: user.id }, { user });
  ctx.afterCommit(() => dropPerson(ctx, user.id));
  return { ...(await getMe(ctx)), name: user.name };
}
