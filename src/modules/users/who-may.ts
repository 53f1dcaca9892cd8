// Whom to ask for what one may not do oneself: the people whose roles allow it on everyone's records.
import { z } from "zod";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { grantedScope, parsePermission } from "@/kernel/permissions";
import { readPermissions } from "./actor";

const mostNamed = 5;

export const WhoMayQuery = z.strictObject({
  permission: z
    .string()
    .max(100)
    .refine((text) => parsePermission(text) !== undefined, "is not a permission such as contacts:merge")
    .meta({ description: "What is to be done", examples: ["contacts:merge"] }),
});

export const WhoMay = z
  .strictObject({
    people: z
      .array(
        z.strictObject({
          id: z
            .string()
            .meta({ description: "The person's id", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
          name: z.string().meta({ description: "Their name", examples: ["Ada Lovelace"] }),
        }),
      )
      .meta({ description: "At most five, those of your own team first" }),
  })
  .meta({ title: "Who may" });

export async function whoMay(
  ctx: Ctx,
  { permission }: z.output<typeof WhoMayQuery>,
): Promise<z.output<typeof WhoMay>> {
  const tenant = uuidOf("tenant", ctx.tenant.id);
  const roles = await ctx.tx.query<{ id: string; permissions: string[] }>(
    "select id, permissions from roles where tenant_id = $1",
    [tenant],
  );
  const allowing = roles
    .filter((role) => grantedScope(readPermissions(role.permissions), permission) === "tenant")
    .map(({ id }) => id);
  if (allowing.length === 0) return { people: [] };
  const rows = await ctx.tx.query<{ id: string; name: string }>(
    `select u.id, u.name from users u
     where u.tenant_id = $1 and u.status = 'active' and exists (
       select 1 from user_roles r where r.tenant_id = u.tenant_id and r.user_id = u.id and r.role_id = any($2::uuid[]))
     order by (u.team_id is not distinct from $3::uuid and u.team_id is not null) desc, u.name, u.id limit ${mostNamed}`,
    [tenant, allowing, ctx.actor.teamId ? uuidOf("team", ctx.actor.teamId) : null],
  );
  return { people: rows.map(({ id, name }) => ({ id: toPublicId("user", id), name })) };
}
