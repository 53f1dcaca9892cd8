// A custom field's definition as the API shows it and takes it.
import { z } from "zod";
import { textSchema } from "@/kernel/fields";
import { fieldKinds, plainKinds } from "@/kernel/fields/descriptor";
import { rollupFunctions } from "@/kernel/fields/rollup";

export const customKinds = [...plainKinds, "user", "record"] as const;

export const FieldId = z
  .string()
  .meta({ description: "The field's id", examples: ["field_018f6f0e7c1b7d3a9b0c1d2e3f405169"] });
export const RecordTypeName = z
  .string()
  .meta({ description: "`contact` or `contacts`, `account` …", examples: ["contact"] });

const option = z.strictObject({
  value: textSchema(100)
    .optional()
    .meta({ description: "What is stored; made from the label when absent", examples: ["web_site"] }),
  label: textSchema(100).meta({
    description: "What is shown; may change at any time",
    examples: ["Website"],
  }),
  color: textSchema(30)
    .optional()
    .meta({ description: "A colour name of the theme", examples: ["teal"] }),
});

const storedOption = option.extend({
  value: z.string().meta({ description: "What is stored", examples: ["gold"] }),
});

export const RollupSchema = z
  .strictObject({
    recordType: z.string().meta({ description: "The type of the related records", examples: ["contact"] }),
    through: z.string().meta({ description: "Their field that points here", examples: ["accountId"] }),
    function: z
      .enum(rollupFunctions)
      .meta({ description: "How their values become one", examples: ["count"] }),
    field: z
      .string()
      .optional()
      .meta({ description: "What is gathered; absent for `count`", examples: ["createdAt"] }),
    fieldKind: z
      .enum(fieldKinds)
      .optional()
      .meta({ description: "The kind of a custom field that is gathered; filled in by the product" }),
  })
  .meta({ description: "Gathers related records into one value, always as they are now" });

const changeable = {
  label: textSchema(100).meta({ description: "What people call it", examples: ["Lead source"] }),
  description: z
    .string()
    .trim()
    .max(1000)
    .optional()
    .meta({ description: "Help shown beside the field", examples: ["How the contact was found"] }),
  options: z
    .array(option)
    .min(1)
    .max(500)
    .optional()
    .meta({ description: "The closed list of a select or multiSelect, in order" }),
  isRequired: z
    .boolean()
    .optional()
    .meta({ description: "A new record must have it", examples: [false] }),
  isUnique: z
    .boolean()
    .optional()
    .meta({ description: "No two records may hold the same value, whatever its case", examples: [false] }),
  defaultValue: z
    .unknown()
    .optional()
    .meta({ description: "What a new record gets when the field is absent; null for nothing" }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "is not an ISO 4217 currency code")
    .nullable()
    .optional()
    .meta({ description: "ISO 4217 code of a money field", examples: ["USD"] }),
  formula: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .optional()
    .meta({
      description: "Makes it a computed field: an expression over fields",
      examples: ["{annualRevenue} / {employees}"],
    }),
  rollup: RollupSchema.optional(),
};

export const NewField = z.strictObject({
  recordType: RecordTypeName,
  ...changeable,
  kind: z
    .enum(customKinds)
    .meta({ description: "What it holds; cannot be changed later", examples: ["select"] }),
  key: z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/, "must begin with a letter and hold letters, digits and _ only")
    .optional()
    .meta({
      description: "The key under `customFields`; made from the label when absent",
      examples: ["leadSource"],
    }),
  targetType: z
    .string()
    .optional()
    .meta({ description: "For a record link: the type it points to", examples: ["account"] }),
});
export type NewField = z.output<typeof NewField>;

export const FieldPatch = z.strictObject({
  ...changeable,
  label: changeable.label.optional(),
});
export type FieldPatch = z.output<typeof FieldPatch>;

export const CustomFieldDefinition = z
  .strictObject({
    id: FieldId,
    recordType: RecordTypeName,
    key: z.string().meta({ description: "The key under `customFields`", examples: ["leadSource"] }),
    label: z.string().meta({ description: "What people call it", examples: ["Lead source"] }),
    kind: z.enum(customKinds).meta({ description: "What it holds", examples: ["select"] }),
    description: z.string().meta({ description: "Help shown beside the field", examples: [""] }),
    options: z.array(storedOption).nullable().meta({ description: "The closed list, in order" }),
    isRequired: z.boolean().meta({ description: "A new record must have it" }),
    isUnique: z.boolean().meta({ description: "No two records may hold the same value" }),
    defaultValue: z.unknown().meta({ description: "What a new record gets when the field is absent" }),
    targetType: z
      .string()
      .nullable()
      .meta({ description: "The type a record link points to", examples: ["account"] }),
    currency: z
      .string()
      .nullable()
      .meta({ description: "ISO 4217 code of a money field", examples: ["USD"] }),
    formula: z
      .string()
      .nullable()
      .meta({ description: "The expression of a computed field", examples: ["employees * 2"] }),
    rollup: RollupSchema.nullable().meta({
      description: "What a roll-up field gathers from related records",
    }),
    position: z.int().meta({ description: "Place among the fields, from 0", examples: [0] }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was created", examples: ["2025-01-24T10:30:00.000Z"] }),
    deletedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "When it was deleted; its values are kept and come back when it is restored" }),
  })
  .meta({ title: "Custom field" });
export type CustomFieldDefinition = z.output<typeof CustomFieldDefinition>;
