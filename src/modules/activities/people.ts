// Who takes part: people of the workspace and contacts, in one list of ids.
import { z } from "zod";
import { invalidField, validationFailed } from "@/kernel/errors";
import type { Field } from "@/kernel/fields";
import { field } from "@/kernel/fields";
import { idPattern, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";

const personId = z
  .string()
  .refine(
    (id) => idPattern("user").test(id) || idPattern("contact").test(id),
    "is not the id of a person or contact",
  );

/** A list of `user_…` and `contact_…`. */
export function peopleField(about: { label: string; description: string }): Field<string[], true, true> {
  return {
    ...field.tags({ ...about, example: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"], importable: false }),
    schema: z
      .array(personId)
      .max(200, "at most 200 people")
      .transform((ids) => [...new Set(ids)])
      .meta({
        title: about.label,
        description: about.description,
        examples: [["user_018f6f0e7c1b7d3a9b0c1d2e3f405163", "contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"]],
      }) as unknown as z.ZodType<string[]>,
  };
}

/** Refuses ids of nobody: missing, another tenant's, deleted and deactivated are the same. `known` were there before. */
export async function checkPeople(ctx: Ctx, key: string, ids: string[], known: string[] = []): Promise<void> {
  const fresh = ids.filter((id) => !known.includes(id));
  if (fresh.length === 0) return;
  const of = (prefix: "user" | "contact") =>
    fresh.filter((id) => id.startsWith(`${prefix}_`)).map((id) => uuidOf(prefix, id));
  const rows = await ctx.tx.query<{ id: string }>(
    `select 'user_' || replace(id::text, '-', '') as id from users where tenant_id = $1 and id = any($2::uuid[]) and status = 'active'
     union all select 'contact_' || replace(id::text, '-', '') from contacts where tenant_id = $1 and id = any($3::uuid[]) and deleted_at is null`,
    [uuidOf("tenant", ctx.tenant.id), of("user"), of("contact")],
    "check_people",
  );
  const found = new Set(rows.map((row) => row.id));
  const faults = fresh
    .filter((id) => !found.has(id))
    .map((id) => ({
      field: `${key}.${ids.indexOf(id)}`,
      code: "NOT_FOUND",
      message: `${key}: there is no such ${id.startsWith("user_") ? "active person" : "contact"}`,
    }));
  if (faults.length > 0) throw validationFailed(faults);
}

/** People who are not told apart from those who never were. */
export async function checkActivePerson(ctx: Ctx, key: string, userId: string): Promise<void> {
  if (!idPattern("user").test(userId)) throw invalidField(key, `${key} is not the id of a person`);
  await checkPeople(ctx, key, [userId]);
}
