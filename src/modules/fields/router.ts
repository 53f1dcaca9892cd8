// The operations on fields: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { flag } from "@/kernel/records";
import { createField, getField, listFields, reorderFields, updateField } from "./definitions";
import { ComputedInput, ComputedPreview, previewComputed } from "./preview";
import { deleteField, restoreField } from "./removal";
import { CustomFieldDefinition, FieldId, FieldPatch, NewField, RecordTypeName } from "./schema";
import { describeRecordType, describeRecordTypes, RecordTypeDescription } from "./service";
import "./undo";

const ById = z.strictObject({ fieldId: FieldId });

export const fieldsRouter = router({
  list: operation({
    title: "List record types and their fields",
    permission: "fields:read",
    rest: "GET /record-types",
  })
    .input(z.strictObject({}).optional())
    .output(z.array(RecordTypeDescription))
    .query(read(describeRecordTypes)),
  describe: operation({
    title: "Get a record type and its fields",
    permission: "fields:read",
    rest: "GET /record-types/{recordType}",
  })
    .input(z.strictObject({ recordType: RecordTypeName }))
    .output(RecordTypeDescription)
    .query(read(describeRecordType)),
  listCustom: operation({ title: "List custom fields", permission: "fields:read", rest: "GET /fields" })
    .input(
      z.strictObject({
        recordType: RecordTypeName.optional(),
        deleted: flag.optional().meta({ description: "Those that were deleted instead", examples: [false] }),
      }),
    )
    .output(z.array(CustomFieldDefinition))
    .query(read(listFields)),
  get: operation({ title: "Get a custom field", permission: "fields:read", rest: "GET /fields/{fieldId}" })
    .input(ById)
    .output(CustomFieldDefinition)
    .query(read(getField)),
  create: operation({
    title: "Create a custom field",
    description: "It is in every list, filter, form, import and export of its record type at once.",
    permission: "fields:write",
    rest: "POST /fields",
    status: 201,
    errors: { FIELD_KEY_TAKEN: "There is a field with this key already" },
  })
    .input(NewField)
    .output(CustomFieldDefinition)
    .mutation(write(createField)),
  update: operation({
    title: "Change a custom field",
    description: "A new label or a new option changes no record; an option in use cannot be removed.",
    permission: "fields:write",
    rest: "PUT /fields/{fieldId}",
    errors: {
      OPTION_IN_USE:
        "Records still hold an option that would be removed; `error.details.options` counts them",
      VALUES_NOT_UNIQUE: "Some records hold the same value",
    },
  })
    .input(FieldPatch.extend({ fieldId: FieldId }))
    .output(CustomFieldDefinition)
    .mutation(write(updateField)),
  previewComputed: operation({
    title: "Preview a computed field",
    description: "Its value for the records that were changed last, or what is wrong with it.",
    permission: "fields:write",
    rest: "POST /fields/preview",
    status: 200,
  })
    .input(ComputedInput)
    .output(ComputedPreview)
    .query(read(previewComputed)),
  reorder: operation({
    title: "Order the custom fields of a record type",
    permission: "fields:write",
    rest: "POST /fields/reorder",
    status: 200,
  })
    .input(
      z.strictObject({
        recordType: RecordTypeName,
        fieldIds: z
          .array(FieldId)
          .min(1)
          .max(500)
          .meta({ description: "The fields in their new order; those left out follow" }),
      }),
    )
    .output(z.array(CustomFieldDefinition))
    .mutation(write(reorderFields)),
  delete: operation({
    title: "Delete a custom field",
    description: "Its values are put aside and come back when the field is restored.",
    permission: "fields:write",
    rest: "DELETE /fields/{fieldId}",
  })
    .input(ById)
    .output(
      z
        .strictObject({
          id: FieldId,
          recordCount: z.int().meta({ description: "How many records held a value", examples: [42] }),
        })
        .meta({ title: "Deleted field" }),
    )
    .mutation(write(deleteField)),
  restore: operation({
    title: "Restore a deleted custom field",
    permission: "fields:write",
    rest: "POST /fields/{fieldId}/restore",
    status: 200,
    errors: { FIELD_KEY_TAKEN: "There is another field with its key by now" },
  })
    .input(ById)
    .output(CustomFieldDefinition)
    .mutation(write(restoreField)),
});
