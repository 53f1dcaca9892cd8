// The operations on attachments: a table of contents.
import { z } from "zod";
import { operation, outside, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import { DeletedSchema, pageOf, standardOperations } from "@/kernel/records";
import { Attachment, attachmentRecord } from "./attachment-schema";
import { attachmentLimitBytes, createAttachment, downloadAttachment, NewAttachment } from "./attachments";
import { attachmentEvents } from "./events";
import { attachmentService } from "./service";

const attachmentId = z
  .string()
  .meta({ description: "The attachment's id", examples: ["file_018f6f0e7c1b7d3a9b0c1d2e3f405178"] });
const ById = z.strictObject({ attachmentId });

const standard = standardOperations(attachmentRecord, attachmentEvents, { path: "/activities/attachments" });

export const attachmentsRouter = router({
  list: operation(standard.list)
    .input(recordQuery(attachmentRecord))
    .output(pageOf(Attachment))
    .query(read(attachmentService.list)),
  create: operation({
    ...standard.create,
    title: "Attach a file",
    description:
      "The file is the body, with its own `Content-Type`; at most 25 MB. Its type is told by its first bytes: programs, pages and files that are not what their name says are refused.",
    acceptsFile: { limitBytes: attachmentLimitBytes },
    errors: {
      FILE_TYPE_REFUSED: "Files of this type are not taken; `error.details.accepted` names those that are",
    },
  })
    .input(NewAttachment)
    .output(Attachment)
    .mutation(outside(createAttachment)),
  get: operation(standard.get)
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
  delete: operation(standard.delete)
    .input(ById)
    .output(DeletedSchema)
    .mutation(write((ctx, input) => attachmentService.delete(ctx, input.attachmentId))),
  restore: operation(standard.restore)
    .input(ById)
    .output(Attachment)
    .mutation(write((ctx, input) => attachmentService.restore(ctx, input.attachmentId))),
});
