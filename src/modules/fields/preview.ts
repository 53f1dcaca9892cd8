// What a computed field would show, before it is made: its fault, or its value for a few records.
import { z } from "zod";
import { invalidField } from "@/kernel/errors";
import type { CustomField } from "@/kernel/fields/custom";
import { newId, toPublicId } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope } from "@/kernel/query";
import { tryComputed } from "@/kernel/query/computed";
import { displayNames } from "@/kernel/records";
import { findField, typeNamed } from "./definitions";
import { FieldId, NewField } from "./schema";

const mostShown = 3;

export const ComputedInput = NewField.pick({
  recordType: true,
  kind: true,
  currency: true,
  formula: true,
  rollup: true,
}).extend({
  fieldId: FieldId.optional().meta({
    description: "The field that would be changed; absent for a new one",
    examples: ["field_018f6f0e7c1b7d3a9b0c1d2e3f405169"],
  }),
});
export type ComputedInput = z.output<typeof ComputedInput>;

export const ComputedPreview = z
  .strictObject({
    records: z
      .array(
        z.strictObject({
          id: z
            .string()
            .meta({ description: "The record", examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
          name: z.string().meta({ description: "Its name", examples: ["Acme"] }),
          value: z.unknown().meta({ description: "What the field would show" }),
        }),
      )
      .meta({ description: "The records that were changed last" }),
  })
  .meta({ title: "Preview of a computed field" });
export type ComputedPreview = z.output<typeof ComputedPreview>;

export async function previewComputed(ctx: Ctx, input: ComputedInput): Promise<ComputedPreview> {
  const type = typeNamed(input.recordType);
  if (!input.formula === !input.rollup) throw invalidField("formula", "Send a formula or a roll-up");
  const known = input.fieldId ? await findField(ctx, input.fieldId) : undefined;
  const field: CustomField = {
    id: known?.id ?? newId("field"),
    key: known?.key ?? "",
    label: known?.label ?? "",
    kind: input.kind,
    description: "",
    options: null,
    isRequired: false,
    isUnique: false,
    defaultValue: null,
    targetType: null,
    currency: input.currency ?? (input.kind === "money" ? "USD" : null),
    formula: input.formula ?? null,
    rollup: input.rollup ?? null,
  };
  const values = await tryComputed(ctx, type, field, (params, tenant) => {
    const scope = compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t", type);
    return `t.deleted_at is null and ${scope} order by t.updated_at desc, t.id desc limit ${mostShown}`;
  });
  const byId = await displayNames(
    ctx,
    type,
    values.map(({ id }) => id),
  );
  return {
    records: values.map(({ id, value }) => ({
      id: toPublicId(type.prefix, id),
      name: byId.get(id) ?? "",
      value,
    })),
  };
}
