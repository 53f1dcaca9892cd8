// Days on which a person is away: leads are not assigned to them then.
import { z } from "zod";
import { forbidden, invalidField, notFound } from "@/kernel/errors";
import { textSchema } from "@/kernel/fields";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";

const shape = {
  userId: z
    .string()
    .meta({ description: "Who is away", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
  from: z.iso.date().meta({ description: "First day away", examples: ["2025-02-03"] }),
  to: z.iso.date().meta({ description: "Last day away", examples: ["2025-02-07"] }),
};

export const NewAbsence = z.strictObject({
  ...shape,
  userId: shape.userId.optional().meta({ description: "Who is away; you when absent" }),
  note: textSchema(200)
    .nullable()
    .optional()
    .meta({ description: "Why, for colleagues", examples: ["Holiday"] }),
});

export const Absence = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The absence's id", examples: ["absence_018f6f0e7c1b7d3a9b0c1d2e3f405176"] }),
    ...shape,
    note: z
      .string()
      .nullable()
      .meta({ description: "Why, for colleagues", examples: ["Holiday"] }),
  })
  .meta({ title: "Absence" });
export type Absence = z.output<typeof Absence>;

type Row = { id: string; user_id: string; from_date: string; to_date: string; note: string | null };

const fromRow = (row: Row): Absence => ({
  id: toPublicId("absence", row.id),
  userId: toPublicId("user", row.user_id),
  from: row.from_date,
  to: row.to_date,
  note: row.note,
});
const columns = "id, user_id, from_date::text as from_date, to_date::text as to_date, note";

/** Those that are not over, the next first. */
export async function listAbsences(ctx: Ctx): Promise<Absence[]> {
  const rows = await ctx.tx.query<Row>(
    `select ${columns} from absences where tenant_id = $1 and to_date >= $2::date order by from_date, id limit 1000`,
    [uuidOf("tenant", ctx.tenant.id), ctx.now.slice(0, 10)],
  );
  return rows.map(fromRow);
}

/** One's own days are one's own; a colleague's are for whoever decides who gets leads. */
function mayChange(ctx: Ctx, userId: string): void {
  if (userId === ctx.actor.userId || scopeOf(ctx.actor, "leads:assign") !== undefined) return;
  throw forbidden(["leads:assign"], ctx.actor.permissionTexts);
}

export async function createAbsence(ctx: Ctx, input: z.output<typeof NewAbsence>): Promise<Absence> {
  const userId = input.userId ?? ctx.actor.userId;
  if (!userId) throw invalidField("userId", "userId is required", "REQUIRED");
  const uuid = parseId("user", userId);
  const person = uuid
    ? await ctx.tx.query("select 1 from users where tenant_id = $1 and id = $2 and status = 'active'", [
        uuidOf("tenant", ctx.tenant.id),
        uuid,
      ])
    : [];
  if (person.length === 0)
    throw invalidField("userId", "userId: there is no such active person", "NOT_FOUND");
  mayChange(ctx, userId);
  if (input.to < input.from) throw invalidField("to", "to must not be before from");
  const absence: Absence = {
    id: newId("absence"),
    userId,
    from: input.from,
    to: input.to,
    note: input.note ?? null,
  };
  await ctx.tx.query(
    "insert into absences (tenant_id, id, user_id, from_date, to_date, note, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("absence", absence.id),
      uuid,
      input.from,
      input.to,
      absence.note,
      ctx.now,
    ],
  );
  return absence;
}

export async function deleteAbsence(ctx: Ctx, { absenceId }: { absenceId: string }): Promise<{ id: string }> {
  const uuid = parseId("absence", absenceId);
  const key = [uuidOf("tenant", ctx.tenant.id), uuid];
  const [row] = uuid
    ? await ctx.tx.query<Row>(`select ${columns} from absences where tenant_id = $1 and id = $2`, key)
    : [];
  if (!row) throw notFound("absence");
  mayChange(ctx, toPublicId("user", row.user_id));
  await ctx.tx.query("delete from absences where tenant_id = $1 and id = $2", key);
  return { id: absenceId };
}
