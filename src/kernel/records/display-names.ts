// What records are called, many at once, whether they are deleted or not: who asks has seen that the actor may know it.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { RecordType } from "./define";
import { columnList, fromRow } from "./rows";

/** By uuid; what is gone for good has no entry. */
export async function displayNames(
  ctx: Ctx,
  type: RecordType,
  uuids: readonly string[],
): Promise<Map<string, string>> {
  if (uuids.length === 0) return new Map();
  const rows = await ctx.tx.query<{ id: string }>(
    `select ${columnList(type)} from ${type.tableName} where tenant_id = $1 and id = any($2::uuid[])`,
    [uuidOf("tenant", ctx.tenant.id), uuids],
  );
  return new Map(rows.map((row) => [row.id, type.displayName(fromRow(type, row))]));
}
