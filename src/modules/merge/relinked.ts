// A link that a merge has moved or moved back, as the audit log tells it.
import { toPublicId } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { RecordType } from "@/kernel/records";

/** Where the row's link led, and where it leads now; `is_live`: the row is of a record that is not deleted. */
export type MovedLink = { row_id: string; from_id: string | null; to_id: string | null; is_live: boolean };

/** The same on its way back. */
export const turned = (row: MovedLink): MovedLink => ({ ...row, from_id: row.to_id, to_id: row.from_id });

/** One entry for each live record of `holder`, whose field at `path` links to `target`. */
export function recordRelinked(
  ctx: Ctx,
  holder: RecordType,
  path: string[],
  target: RecordType,
  rows: MovedLink[],
): void {
  const at = (id: string | null) =>
    path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), id && toPublicId(target.prefix, id));
  for (const { row_id, from_id, to_id, is_live } of rows) {
    if (!is_live) continue;
    ctx.record({
      recordType: holder.name,
      recordId: toPublicId(holder.prefix, row_id),
      action: "relinked",
      before: at(from_id) as Record<string, unknown>,
      after: at(to_id) as Record<string, unknown>,
    });
  }
}
