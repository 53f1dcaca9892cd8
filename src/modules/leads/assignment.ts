// Who gets a new lead: in turn, by rule, or whoever has the fewest open ones; never someone who is away.
import { z } from "zod";
import { validationFailed } from "@/kernel/errors";
import { textSchema } from "@/kernel/fields";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Wire } from "@/kernel/records";
import type { AssignmentRule } from "./table";

const userId = z
  .string()
  .meta({ description: "The person", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] });

/** What a rule may look at. */
const ruleFields = ["source", "company", "jobTitle", "email", "country", "state", "city"] as const;

const Rule = z
  .strictObject({
    field: z.enum(ruleFields).meta({ description: "What is looked at", examples: ["country"] }),
    operator: z
      .enum(["equals", "contains", "startsWith"])
      .meta({ description: "How it is compared, case ignored", examples: ["equals"] }),
    value: textSchema(200).meta({ description: "With what", examples: ["US"] }),
    assignTo: userId,
  })
  .meta({ title: "Assignment rule" });

const shape = {
  mode: z.enum(["creator", "round_robin", "rules", "load"]).meta({
    description:
      "`creator`: whoever enters the lead; `round_robin`: the members in turn; `rules`: the first rule that fits, else in turn; `load`: the member with the fewest open leads",
    examples: ["round_robin"],
  }),
  members: z
    .array(userId)
    .max(500)
    .meta({ description: "Who gets leads, in order", examples: [[]] }),
  rules: z.array(Rule).max(100).meta({ description: "Rules, the first that fits decides" }),
};
export const NewAssignment = z.strictObject({
  mode: shape.mode,
  members: shape.members.default([]),
  rules: shape.rules.default([]),
});
export const Assignment = z.strictObject(shape).meta({ title: "Assignment of leads" });
export type Assignment = z.output<typeof Assignment>;

type Row = {
  mode: Assignment["mode"];
  members: string[];
  rules: AssignmentRule[];
  last_user_id: string | null;
};

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

export async function getAssignment(ctx: Ctx): Promise<Assignment> {
  const [row] = await ctx.tx.query<Row>(
    "select mode, members, rules from lead_assignment where tenant_id = $1",
    [tenantOf(ctx)],
  );
  return row
    ? { mode: row.mode, members: row.members, rules: row.rules as Assignment["rules"] }
    : { mode: "creator", members: [], rules: [] };
}

export async function setAssignment(ctx: Ctx, input: z.output<typeof NewAssignment>): Promise<Assignment> {
  const members = [...new Set(input.members)];
  const named = [
    ...members.map((id, i) => ({ id, field: `members.${i}` })),
    ...input.rules.map((rule, i) => ({ id: rule.assignTo, field: `rules.${i}.assignTo` })),
  ];
  const active = await activeOf(
    ctx,
    named.map(({ id }) => id),
  );
  const faults = named
    .filter(({ id }) => !active.has(id))
    .map(({ field }) => ({ field, code: "NOT_FOUND", message: `${field}: there is no such active person` }));
  if (
    input.mode !== "creator" &&
    members.length === 0 &&
    (input.mode !== "rules" || input.rules.length === 0)
  ) {
    faults.push({ field: "members", code: "REQUIRED", message: "members: name at least one person" });
  }
  if (faults.length > 0) throw validationFailed(faults);
  const former = await getAssignment(ctx);
  await ctx.tx.query(
    `insert into lead_assignment (tenant_id, mode, members, rules, updated_at, updated_by) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id) do update set mode = excluded.mode, members = excluded.members, rules = excluded.rules,
       updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    [
      tenantOf(ctx),
      input.mode,
      JSON.stringify(members),
      JSON.stringify(input.rules),
      ctx.now,
      ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
    ],
  );
  const assignment: Assignment = { mode: input.mode, members, rules: input.rules };
  ctx.summary = "Changed how leads are shared out";
  ctx.record({
    recordType: "tenant",
    recordId: ctx.tenant.id,
    action: "updated",
    before: { leadAssignment: former },
    after: { leadAssignment: assignment },
  });
  return assignment;
}

const isUserId = (id: string): boolean => /^user_[0-9a-f]{32}$/.test(id);

async function activeOf(ctx: Ctx, ids: string[]): Promise<Set<string>> {
  const rows = await ctx.tx.query<{ id: string }>(
    "select id from users where tenant_id = $1 and id = any($2::uuid[]) and status = 'active'",
    [tenantOf(ctx), [...new Set(ids)].filter(isUserId).map((id) => uuidOf("user", id))],
  );
  return new Set(rows.map((row) => toPublicId("user", row.id)));
}

/** Those of `ids` who are active and not away today. */
async function presentOf(ctx: Ctx, ids: string[]): Promise<Set<string>> {
  const rows = await ctx.tx.query<{ id: string }>(
    `select u.id from users u where u.tenant_id = $1 and u.id = any($2::uuid[]) and u.status = 'active'
       and not exists (select 1 from absences a where a.tenant_id = $1 and a.user_id = u.id
         and $3::date between a.from_date and a.to_date)`,
    [tenantOf(ctx), [...new Set(ids)].map((id) => uuidOf("user", id)), ctx.now.slice(0, 10)],
  );
  return new Set(rows.map((row) => toPublicId("user", row.id)));
}

/**
 * Who gets this lead, or null when that is left to whoever enters it. The row is locked until the commit, so that two
 * leads at once are two turns.
 */
export async function assigneeOf(ctx: Ctx, lead: Wire): Promise<string | null> {
  const [row] = await ctx.tx.query<Row>(
    "select mode, members, rules, last_user_id from lead_assignment where tenant_id = $1 and mode <> 'creator' for update",
    [tenantOf(ctx)],
    "lock_lead_assignment",
  );
  if (!row) return null;
  const present = await presentOf(ctx, [...row.members, ...row.rules.map((rule) => rule.assignTo)]);
  if (row.mode === "rules") {
    const rule = row.rules.find((one) => present.has(one.assignTo) && fits(one, lead));
    if (rule) return rule.assignTo;
  }
  const members = row.members.filter((id) => present.has(id));
  if (members.length === 0) return null;
  if (row.mode === "load") return leastLoaded(ctx, members);
  return takeTurn(ctx, row, present);
}

function fits(rule: AssignmentRule, lead: Wire): boolean {
  const address = (lead.address ?? {}) as Wire;
  const value = ["country", "state", "city"].includes(rule.field) ? address[rule.field] : lead[rule.field];
  const [have, want] = [String(value ?? "").toLowerCase(), rule.value.toLowerCase()];
  if (rule.operator === "equals") return have === want;
  return rule.operator === "contains" ? have.includes(want) : have.startsWith(want);
}

/** The next in the list after whoever had the last turn; who is away is passed over and not made up for. */
function takeTurn(ctx: Ctx, row: Row, present: Set<string>): string {
  const last = row.last_user_id ? row.members.indexOf(toPublicId("user", row.last_user_id)) : -1;
  const turn = [...row.members.slice(last + 1), ...row.members.slice(0, last + 1)].find((id) =>
    present.has(id),
  )!;
  ctx.tx.send("update lead_assignment set last_user_id = $2 where tenant_id = $1", [
    tenantOf(ctx),
    uuidOf("user", turn),
  ]);
  return turn;
}

async function leastLoaded(ctx: Ctx, members: string[]): Promise<string> {
  const rows = await ctx.tx.query<{ id: string; n: number }>(
    `select m.id, count(l.id)::int as n from unnest($2::uuid[]) with ordinality as m(id, place)
     left join leads l on l.tenant_id = $1 and l.owner_id = m.id and l.deleted_at is null and l.status in ('new', 'contacted', 'qualified')
     group by m.id, m.place order by n, m.place limit 1`,
    [tenantOf(ctx), members.map((id) => uuidOf("user", id))],
  );
  return toPublicId("user", rows[0]!.id);
}
