// What a record type holds, in this tenant: built-in and custom fields as plain data.

import { z } from "zod";
import { notFound } from "@/kernel/errors";
import { customFieldsOf, describeCustomField } from "@/kernel/fields/custom";
import { type FieldDescriptor, fieldKinds } from "@/kernel/fields/descriptor";
import type { Ctx } from "@/kernel/operation";
import { recordTypes } from "@/kernel/records";
import { RollupSchema } from "./schema";

export const FieldDescription = z
  .strictObject({
    key: z.string().meta({
      description: "The key in the record; `customFields.<key>` for a custom field",
      examples: ["email"],
    }),
    id: z
      .string()
      .optional()
      .meta({
        description: "The id of a custom field",
        examples: ["field_018f6f0e7c1b7d3a9b0c1d2e3f405169"],
      }),
    label: z.string().meta({ description: "What people call it", examples: ["E-mail"] }),
    kind: z.enum(fieldKinds).meta({ description: "What it holds and how it is edited", examples: ["email"] }),
    description: z
      .string()
      .meta({ description: "One sentence", examples: ["E-mail address, stored in lower case"] }),
    example: z.unknown().optional().meta({ description: "A value as it may be sent" }),
    isRequired: z.boolean().meta({ description: "A new record must have it" }),
    isReadOnly: z.boolean().meta({ description: "Set by the product" }),
    isSearchable: z.boolean().meta({ description: "Part of full search" }),
    isFilterable: z.boolean().meta({ description: "Can be filtered by" }),
    isSortable: z.boolean().meta({ description: "Can be sorted by" }),
    isImportable: z.boolean().meta({ description: "Can be the target of an import column" }),
    isPersonal: z.boolean().meta({ description: "Personal data of a natural person" }),
    isCustom: z.boolean().meta({ description: "Added by your workspace" }),
    isUnique: z.boolean().optional().meta({ description: "No two records may hold the same value" }),
    defaultValue: z.unknown().optional().meta({ description: "What a new record gets when it is absent" }),
    formula: z
      .string()
      .optional()
      .meta({ description: "The expression the database computes it by", examples: ["employees * 2"] }),
    rollup: RollupSchema.optional(),
    options: z
      .array(
        z.strictObject({
          value: z.string().meta({ description: "What is stored", examples: ["active"] }),
          label: z.string().meta({ description: "What is shown", examples: ["Active"] }),
          color: z
            .string()
            .optional()
            .meta({ description: "A colour name of the theme", examples: ["teal"] }),
        }),
      )
      .optional()
      .meta({ description: "The closed list of a select" }),
    recordType: z
      .string()
      .optional()
      .meta({ description: "The type of record a link points to", examples: ["account"] }),
    relation: z
      .string()
      .optional()
      .meta({ description: "The relation that filters may step through", examples: ["account"] }),
    currency: z
      .string()
      .optional()
      .meta({ description: "ISO 4217 code of a money field", examples: ["USD"] }),
    unit: z
      .string()
      .optional()
      .meta({ description: "What a number counts, as it is written behind it", examples: ["%"] }),
    width: z
      .number()
      .optional()
      .meta({ description: "Preferred column width in pixels", examples: [160] }),
  })
  .meta({ title: "Field" });

export const RecordTypeDescription = z
  .strictObject({
    name: z.string().meta({ description: "The type's name", examples: ["contact"] }),
    plural: z.string().meta({ description: "Its path and permission resource", examples: ["contacts"] }),
    label: z.string().meta({ description: "What people call one", examples: ["Contact"] }),
    labelPlural: z.string().meta({ description: "What people call several", examples: ["Contacts"] }),
    fields: z.array(FieldDescription).meta({ description: "Its fields, in order" }),
  })
  .meta({ title: "Record type" });
export type RecordTypeDescription = z.output<typeof RecordTypeDescription>;

/** The fields of one type (`contact` or `contacts`), custom ones last. */
export async function describeRecordType(
  ctx: Ctx,
  { recordType }: { recordType: string },
): Promise<RecordTypeDescription> {
  const type = recordTypes().find((one) => one.name === recordType || one.plural === recordType);
  if (!type) throw notFound("record type");
  const custom = await customFieldsOf(ctx, type.name);
  const fields: FieldDescriptor[] = [...type.describe(), ...custom.map(describeCustomField)];
  // Absent rather than undefined: the answer is what JSON makes of it.
  return {
    name: type.name,
    plural: type.plural,
    label: type.label,
    labelPlural: type.labelPlural,
    fields: fields.map(
      (f) => Object.fromEntries(Object.entries(f).filter(([, v]) => v !== undefined)) as typeof f,
    ),
  };
}

/** Every type of the workspace. */
export const describeRecordTypes = (ctx: Ctx): Promise<RecordTypeDescription[]> =>
  Promise.all(recordTypes().map(({ name }) => describeRecordType(ctx, { recordType: name })));
