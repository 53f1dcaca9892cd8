// A unique link field lets one record alone link to another. When several records link to those that become one, one of
// them keeps the link and the others lose it until the merge is taken back.
import { invalidField } from "@/kernel/errors";
import { parseId, toPublicId } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, Params } from "@/kernel/query";
import { displayNames, type RecordType } from "@/kernel/records";
import type { CustomLink } from "./links";
import type { MergeInput, MergePreview } from "./schema";
import { tenantOf } from "./service";

type Holder = { id: string; target: string };
type Choices = NonNullable<MergeInput["links"]>;

/** The live records that link to one of the merged ones: who links to the winner first, then in the order of the others. */
const holdersOf = (ctx: Ctx, link: CustomLink, family: string[]): Promise<Holder[]> =>
  ctx.tx.query<Holder>(
    `select v.record_id as id, v.uuid_value as target from field_values v
     join ${link.holder.tableName} r on r.tenant_id = $1 and r.id = v.record_id and r.deleted_at is null
     where v.tenant_id = $1 and v.field_id = $2 and v.uuid_value = any($3::uuid[]) and v.record_id <> all($3::uuid[])
     order by array_position($3::uuid[], v.uuid_value), r.created_at, r.id`,
    [tenantOf(ctx), link.id, family],
  );

export type Keeping = { holders: Holder[]; keeper: string };

/** Who keeps a unique link, when there are several to choose from; null when nothing collides. */
export async function keepingOf(
  ctx: Ctx,
  link: CustomLink,
  family: string[],
  choices: Choices,
): Promise<Keeping | null> {
  const choice = choices[link.name];
  const isNamed = choice !== undefined && choice !== "move" && choice !== "clear";
  if (!link.isUnique && !isNamed) return null;
  const holders = link.isUnique ? await holdersOf(ctx, link, family) : [];
  if (isNamed) {
    const named = parseId(link.holder.prefix, choice);
    const keeper = holders.find(({ id }) => id === named);
    if (keeper) return { holders, keeper: keeper.id };
    const ids = holders.map(({ id }) => toPublicId(link.holder.prefix, id));
    const known = ["move", "clear", ...(ids.length > 1 ? ids : [])].join(", ");
    throw invalidField(`links.${link.name}`, `links.${link.name} must be one of ${known}`);
  }
  const [first] = holders;
  return first && holders.length > 1 && choice !== "clear" ? { holders, keeper: first.id } : null;
}

/** The collision as the preview tells it; a record that the actor may not read has no name. */
export async function collisionOf(
  ctx: Ctx,
  type: RecordType,
  link: CustomLink,
  family: string[],
  choices: Choices,
): Promise<MergePreview["links"][number]["collision"]> {
  // What a cleared link would collide with is told all the same: it is a choice like the others.
  const cleared = choices[link.name] === "clear";
  const keeping = await keepingOf(ctx, link, family, cleared ? {} : choices);
  if (!keeping || keeping.holders.length < 2) return null;
  const { holder } = link;
  const params = new Params();
  const tenant = `${params.add(tenantOf(ctx))}::uuid`;
  const scope = compileScope(ctx.actor, `${holder.resource}:read`, params, tenant, "t", holder);
  const readable = await ctx.tx.query<{ id: string }>(
    `select t.id from ${holder.tableName} t where t.tenant_id = ${tenant} and t.id = any(${params.add(keeping.holders.map(({ id }) => id))}::uuid[]) and ${scope}`,
    params.values,
  );
  const names = await displayNames(
    ctx,
    holder,
    readable.map(({ id }) => id),
  );
  return {
    keeps: cleared ? null : toPublicId(holder.prefix, keeping.keeper),
    holders: keeping.holders.map(({ id, target }) => ({
      id: toPublicId(holder.prefix, id),
      name: names.get(id) ?? null,
      linksTo: toPublicId(type.prefix, target),
    })),
  };
}
