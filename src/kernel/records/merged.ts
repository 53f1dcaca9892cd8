// Ids that were merged away: they keep answering with the record that they became, and their history is its history.
import { conflict } from "@/kernel/errors";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import type { RecordType } from "./define";

/** What an id stands for after one or several merges; undefined when it was never merged away. */
export async function mergedInto(ctx: Ctx, type: RecordType, uuid: string): Promise<string | undefined> {
  const [row] = await ctx.tx.query<{ id: string }>(
    `with recursive chain(id, step) as (
       select winner_id, 1 from merged_records where tenant_id = $1 and loser_id = $2
       union all
       select m.winner_id, c.step + 1 from chain c join merged_records m on m.tenant_id = $1 and m.loser_id = c.id where c.step < 100)
     select id from chain order by step desc limit 1`,
    [uuidOf("tenant", ctx.tenant.id), uuid],
    "merged_into",
  );
  return row && toPublicId(type.prefix, row.id);
}

/** `family(id, step)` for `with recursive`: the record that `subject` selects, and all that were merged into it. */
export const familyOf = (tenant: string, subject: string): string => `family(id, step) as (
    select s.id, 1 from (${subject}) s
    union all
    select m.loser_id, f.step + 1 from family f join merged_records m on m.tenant_id = ${tenant} and m.winner_id = f.id where f.step < 100)`;

/** The same as an SQL array of ids. */
export const withMerged = (tenant: string, record: string): string =>
  `array(with recursive ${familyOf(tenant, `select ${record}::uuid as id`)} select id from family)`;

/** A record that was merged away is not written to: the answer names what it became. */
export const recordMerged = (type: RecordType, winnerId: string) =>
  conflict(
    `This ${type.label.toLowerCase()} was merged into another one`,
    { mergedInto: winnerId },
    "RECORD_MERGED",
  );
