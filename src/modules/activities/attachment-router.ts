// The operations on attachments: a table of contents.
import { z } from "zod";
import { operation, outside, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import { DeletedSchema, pageOf } from "@/kernel/records";
import { Attachment, attachmentRecord } from "./attachment-schema";
import { attachmentLimitBytes, createAttachment, downloadAttachment, NewAttachment } from "./attachments";
import { attachmentEvents } from "./events";
import { attachmentService } from "./service";

const attachmentId = z
  .string()
  .meta({ description: "The attachment's id", examples: ["file_018f6f0e7c1b7d3a9b0c1d2e3f405178"] });
const ById = z.strictObject({ attachmentId });

export const attachmentsRouter = router({
  list: operation({
    title: "List attachments",
    permission: "activities:read",
    rest: "GET /activities/attachments",
  })
    .input(recordQuery(attachmentRecord))
    .output(pageOf(Attachment))
    .query(read(attachmentService.list)),
  create: operation({
    title: "Attach a file",
    description:
      "The file is the body, with its own `Content-Type`; at most 25 MB. Its type is told by its first bytes: programs, pages and files that are not what their name says are refused.",
    permission: "activities:write",
    rest: "POST /activities/attachments",
    status: 201,
    acceptsFile: { limitBytes: attachmentLimitBytes },
    emits: [attachmentEvents.created],
    errors: {
      FILE_TYPE_REFUSED: "Files of this type are not taken; `error.details.accepted` names those that are",
    },
  })
    .input(NewAttachment)
    .output(Attachment)
    .mutation(outside(createAttachment)),
  get: operation({
    title: "Get an attachment",
    permission: "activities:read",
    rest: "GET /activities/attachments/{attachmentId}",
  })
    .input(ById)
    .output(Attachment)
    .query(read((ctx, input) => attachmentService.get(ctx, input.attachmentId))),
  download: operation({
    title: "Download an attachment",
    permission: "activities:read",
    rest: "GET /activities/attachments/{attachmentId}/content",
    answersFile: "application/octet-stream",
  })
    .input(ById)
    .output(Attachment)
    .query(read(downloadAttachment)),
  delete: operation({
    title: "Delete an attachment",
    description: "Soft: it can be restored for 30 days.",
    permission: "activities:delete",
    rest: "DELETE /activities/attachments/{attachmentId}",
    emits: "any",
  })
    .input(ById)
    .output(DeletedSchema)
    .mutation(write((ctx, input) => attachmentService.delete(ctx, input.attachmentId))),
  restore: operation({
    title: "Restore a deleted attachment",
    permission: "activities:delete",
    rest: "POST /activities/attachments/{attachmentId}/restore",
    emits: [attachmentEvents.restored],
  })
    .input(ById)
    .output(Attachment)
    .mutation(write((ctx, input) => attachmentService.restore(ctx, input.attachmentId))),
});
