// What someone has chosen for the columns of an import and not planned yet: kept here, so that it is there after a reload
// and on any machine.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { DraftInput } from "./plan-input";
import { presentImport } from "./plan-read";
import { storable } from "./plan-rows";
import type { Import } from "./plan-schema";
import { lockIdle } from "./plan-service";

export async function saveDraft(ctx: Ctx, { importId, targets }: DraftInput): Promise<Import> {
  const found = await lockIdle(ctx, importId);
  const draft =
    targets &&
    JSON.stringify(targets, (_, value: unknown) => (typeof value === "string" ? storable(value) : value));
  await ctx.tx.query("update imports set draft = $3 where tenant_id = $1 and id = $2", [
    uuidOf("tenant", ctx.tenant.id),
    uuidOf("import", importId),
    draft,
  ]);
  return presentImport(ctx, { ...found, row: { ...found.row, draft: targets } });
}
