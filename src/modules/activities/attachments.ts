// Attachments: bytes come in as a stream and are checked on the way; the record is written once they are stored whole.
import { createHash } from "node:crypto";
import { z } from "zod";
import { invalidField, notFound, payloadTooLarge, unauthorized } from "@/kernel/errors";
import { newId, uuidOf } from "@/kernel/id";
import { once } from "@/kernel/idempotency";
import { Ctx, inWrite, type RequestInfo } from "@/kernel/operation";
import type { Actor } from "@/kernel/permissions";
import { createRecord, findRecord, getRecord, recordTypeOfId, type Wire } from "@/kernel/records";
import { withTenant } from "@/kernel/tenancy";
import { FileTooLarge, openFile, removeFile, storeFile } from "@/platform/storage";
import { activityRecords } from "./along";
import { type Attachment, attachmentRecord } from "./attachment-schema";
import { activityError } from "./errors";
import { attachmentEvents } from "./events";
import { acceptedExtensions, fileTypeOf, sniffedBytes } from "./file-types";
import { attachableKey, attachableTypes, readRelated, relatedKey, relatedTypes } from "./related";

export const attachmentLimitBytes = 25 * 1024 * 1024;

export const NewAttachment = z
  .strictObject({
    fileName: attachmentRecord.fields.fileName.schema.meta({
      description: "The file's name",
      examples: ["proposal.pdf"],
    }),
    relatedType: z
      .enum(attachableTypes)
      .optional()
      .meta({ description: "Kind of record that it is put on", examples: ["deal"] }),
    relatedId: z
      .string()
      .optional()
      .meta({
        description: "The record that it is put on",
        examples: ["deal_018f6f0e7c1b7d3a9b0c1d2e3f405170"],
      }),
    activityId: z
      .string()
      .optional()
      .meta({
        description: "The task, event, communication or note that it belongs to",
        examples: ["note_018f6f0e7c1b7d3a9b0c1d2e3f405171"],
      }),
  })
  .refine(({ relatedType, relatedId }) => (relatedType === undefined) === (relatedId === undefined), {
    path: ["relatedId"],
    message: "relatedType and relatedId belong together",
  });

/** Where an attachment's bytes are kept. */
export const fileKeyOf = (tenantId: string, attachmentId: string): string =>
  `attachments/${uuidOf("tenant", tenantId).replaceAll("-", "")}/${uuidOf("file", attachmentId).replaceAll("-", "")}`;

function actorOf(request: RequestInfo): Actor {
  if (!request.actor) throw unauthorized("credential_missing");
  return request.actor;
}

/** The links of the record or activity that the file is put on; refuses what the actor may not read. */
async function linksOf(ctx: Ctx, input: z.output<typeof NewAttachment>): Promise<Wire> {
  const { relatedType, relatedId, activityId } = input;
  // A record that was merged away answers with the one that it became.
  const on = relatedType && relatedId ? await readRelated(ctx, { type: relatedType, id: relatedId }) : null;
  const links = on && relatedType ? { [attachableKey(relatedType)]: on.id } : {};
  if (!activityId) return links;
  const type = activityRecords.find((one) => one.name === recordTypeOfId(activityId)?.name);
  const activity = type ? await findRecord(ctx, type, activityId) : null;
  if (!activity) throw invalidField("activityId", "activityId: there is no such activity", "NOT_FOUND");
  const its = Object.fromEntries(relatedTypes.map((name) => [relatedKey(name), activity[relatedKey(name)]]));
  return { ...its, ...links };
}

/** Passes the stream on, taking its checksum, and refuses it by its first bytes before more is stored. */
async function* checked(
  source: AsyncIterable<Buffer>,
  fileName: string,
  seen: { contentType: string; sha256: string },
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let head = Buffer.alloc(0);
  const settle = () => {
    seen.contentType = fileTypeOf(head, fileName) ?? "";
    if (seen.contentType) return;
    throw activityError("FILE_TYPE_REFUSED", {
      message: `"${fileName}" is not a file of a type that is taken, or is not what its name says`,
      details: { accepted: acceptedExtensions },
    });
  };
  for await (const chunk of source) {
    hash.update(chunk);
    if (seen.contentType) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < sniffedBytes) continue;
    settle();
    yield head;
  }
  if (!seen.contentType) {
    if (head.length === 0) throw invalidField("file", "The file is empty", "REQUIRED");
    settle();
    yield head;
  }
  seen.sha256 = hash.digest("hex");
}

export async function createAttachment(
  request: RequestInfo,
  input: z.output<typeof NewAttachment>,
): Promise<Attachment> {
  const actor = actorOf(request);
  const upload = request.upload;
  // No transaction is open while bytes arrive.
  await withTenant(actor.tenant, "read", (tx) => linksOf(new Ctx(tx, actor.tenant, actor, request), input));
  if (!upload) throw invalidField("file", "Send the file as the body, with its own Content-Type", "REQUIRED");
  const id = newId("file");
  const key = fileKeyOf(actor.tenant.id, id);
  const seen = { contentType: "", sha256: "" };
  try {
    const sizeBytes = await storeFile(
      key,
      checked(upload.stream, input.fileName, seen),
      attachmentLimitBytes,
    );
    const made = await inWrite(actor, request, (ctx) =>
      once(ctx, async () => {
        const about = { ...seen, sizeBytes, id, activityId: input.activityId ?? null };
        const values = { fileName: input.fileName, ...(await linksOf(ctx, input)) };
        return createRecord<Attachment>(ctx, attachmentRecord, values, attachmentEvents.created, about);
      }),
    );
    // A repeat under the same Idempotency-Key was answered with the first file.
    if (made.id !== id) await removeFile(key);
    return made;
  } catch (error) {
    await removeFile(key);
    throw error instanceof FileTooLarge ? payloadTooLarge(error.limitBytes) : error;
  }
}

/** The file itself, always to be saved and never to be run. */
export async function downloadAttachment(
  ctx: Ctx,
  { attachmentId }: { attachmentId: string },
): Promise<Attachment> {
  const file = await getRecord<Attachment>(ctx, attachmentRecord, attachmentId);
  if (file.id !== attachmentId) throw notFound("attachment");
  const plain = file.fileName.replace(/[^\x20-\x7e]|["\\]/g, "_");
  ctx.request.download = {
    contentType: file.contentType,
    headers: {
      "Content-Length": String(file.sizeBytes),
      "Content-Disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
      "X-Content-Type-Options": "nosniff",
    },
    content: openFile(fileKeyOf(ctx.tenant.id, attachmentId)),
  };
  return file;
}
