// What an attachment is: a file on a record or on an activity.
import type { z } from "zod";
import { field, readOnly } from "@/kernel/fields";
import { defineRecord, registerRecord } from "@/kernel/records";
import { attachableComputed, attachableRelations, relatedFields } from "./related";
import { attachments } from "./table";

export const attachmentRecord = registerRecord(
  defineRecord({
    name: "attachment",
    plural: "attachments",
    resource: "activities",
    label: "Attachment",
    labelPlural: "Attachments",
    prefix: "file",
    table: attachments,
    fields: {
      fileName: field.text({
        required: true,
        max: 255,
        label: "File name",
        description: "The file's name",
        example: "proposal.pdf",
        searchable: true,
        importable: false,
      }),
      activityId: readOnly(
        field.text({
          label: "Activity",
          description: "The task, event, communication or note that it belongs to",
          example: "note_018f6f0e7c1b7d3a9b0c1d2e3f405171",
        }),
      ),
      contentType: readOnly(
        field.text({
          required: true,
          label: "Type",
          description: "Media type, as the file's first bytes tell it",
          example: "application/pdf",
        }),
      ),
      sizeBytes: readOnly(
        field.integer({ required: true, label: "Size", description: "Size in bytes", example: 48_213 }),
      ),
      sha256: readOnly(
        field.text({
          required: true,
          label: "Checksum",
          description: "SHA-256 of the content, in hex",
          example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        }),
      ),
      ...relatedFields,
      productId: field.reference({
        prefix: "product",
        relation: "product",
        label: "Product",
        description: "The product that it is about",
        example: "product_018f6f0e7c1b7d3a9b0c1d2e3f405162",
      }),
    },
    computed: attachableComputed,
    relations: attachableRelations,
    // What the upload found out about the bytes; without them there is no attachment.
    rules: {
      complete: async (_, { before, about }) => {
        if (before) return {};
        const { id, contentType, sizeBytes, sha256, activityId } = about;
        if (!contentType) throw new Error("an attachment is made by an upload");
        return { id, contentType, sizeBytes, sha256, activityId: activityId ?? null };
      },
    },
    defaultSort: [{ field: "createdAt", order: "desc" }],
    displayName: (file) => String(file.fileName),
  }),
);

export const Attachment = attachmentRecord.Record;
export type Attachment = z.output<typeof Attachment>;
