// What is done to fields, taken back by the undo of its change set.
import { uuidOf } from "@/kernel/id";
import { registerReverser } from "@/modules/changes";
import { findField, patchable, tenantOf, updateField } from "./definitions";
import { deleteField, restoreField } from "./removal";
import type { FieldPatch } from "./schema";

const reversed = (reason: string, fields: string[] = []) => ({
  outcome: "reversed" as const,
  fields,
  reason,
});
registerReverser("field.created", async (ctx, { recordId }) => {
  await deleteField(ctx, { fieldId: recordId });
  return reversed("deleted");
});
registerReverser("field.deleted", async (ctx, { recordId }) => {
  await restoreField(ctx, { fieldId: recordId });
  return reversed("restored");
});
registerReverser("field.restored", async (ctx, { recordId }) => {
  await deleteField(ctx, { fieldId: recordId });
  return reversed("deleted again");
});
registerReverser("field.updated", async (ctx, { recordId, before, after }) => {
  const now = await findField(ctx, recordId);
  const keys = patchable.filter((key) => key in (before ?? {}));
  const untouched = keys.filter((key) => JSON.stringify(now[key]) === JSON.stringify(after?.[key]));
  if (keys.length > 0 && untouched.length === 0)
    return { outcome: "kept", fields: keys, reason: "edited since" };
  const former = Object.fromEntries(untouched.map((key) => [key, before?.[key]])) as FieldPatch;
  if (untouched.length > 0) await updateField(ctx, { fieldId: recordId, ...former });
  else
    await ctx.tx.query("update custom_fields set position = $3 where tenant_id = $1 and id = $2", [
      tenantOf(ctx),
      uuidOf("field", recordId),
      before?.position ?? now.position,
    ]);
  return reversed("former values put back", untouched);
});
