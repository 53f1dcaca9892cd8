// Exports: at once as the answer, or by a job whose file waits for its download. Each is noted in the security log.
import { notFound, validationFailed } from "@/kernel/errors";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import { enqueue } from "@/kernel/jobs";
import type { Ctx } from "@/kernel/operation";
import { Params, type RecordQuery, resolveQuery } from "@/kernel/query";
import { type RecordType, recordTypeNamed, whereOf } from "@/kernel/records";
import { logSecurityEvent } from "@/kernel/security";
import { queryOf } from "@/modules/records";
import { fileSize, openFile, removeFile, storeFile } from "@/platform/storage";
import { camelCase, exportColumns } from "./columns";
import { contentTypes, type ExportFormat, encoderOf } from "./encode";
import { type ExportPayload, exportJob } from "./jobs";
import { exportRows } from "./rows";
import type { Export, ExportedFile, ExportInput } from "./schema";

const largestFileBytes = 4 * 1024 ** 3;
export const fileKeyOf = (tenantId: string, id: string): string =>
  `exports/${uuidOf("tenant", tenantId).replaceAll("-", "")}/${id}`;
const fileNameOf = (type: RecordType, format: ExportFormat, at: string): string =>
  `${type.plural}-${at.slice(0, 10)}.${format}`;

function note(ctx: Ctx, type: RecordType, format: ExportFormat, rowCount: number | null): void {
  logSecurityEvent({
    event: "data_export_request",
    tenantId: ctx.tenant.id,
    userId: ctx.actor.userId,
    ip: ctx.request.ip,
    userAgent: ctx.request.userAgent,
    requestId: ctx.request.requestId,
    detail: { recordType: type.name, format, rowCount, credential: ctx.actor.credentialId },
  });
}

/** Writes the file of a query; answers how many rows and bytes it has. */
export async function writeExport(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  options: { key: string; format: ExportFormat; columns?: string[]; withLabels: boolean },
): Promise<{ rowCount: number; sizeBytes: number }> {
  const { columns, read } = await exportRows(
    ctx,
    type,
    query,
    options.columns,
    options.format === "csv" && options.withLabels,
  );
  const encoder = encoderOf(options.format, columns, options.withLabels);
  let rowCount = 0;
  async function* pieces() {
    yield encoder.head;
    yield* read((line) => {
      rowCount++;
      return encoder.take(line);
    });
    yield encoder.end();
  }
  const sizeBytes = await storeFile(options.key, pieces(), largestFileBytes);
  return { rowCount, sizeBytes };
}

type Parameters = { format: ExportFormat; columns?: string[]; header: "name" | "label" };

/** The file as the answer. It is complete on disk before the first byte leaves: no transaction waits for a slow reader. */
export async function exportNow(
  ctx: Ctx,
  type: RecordType,
  { format, columns, header, ...query }: RecordQuery & Parameters,
): Promise<ExportedFile> {
  const resolved = await resolveQuery(ctx, type, query);
  const key = fileKeyOf(ctx.tenant.id, newId("job"));
  const { rowCount, sizeBytes } = await writeExport(ctx, type, resolved, {
    key,
    format,
    withLabels: header === "label",
    ...(columns ? { columns } : {}),
  });
  note(ctx, type, format, rowCount);
  const fileName = fileNameOf(type, format, ctx.now);
  const content = openFile(key);
  content.once("close", () => void removeFile(key));
  ctx.request.download = {
    contentType: contentTypes[format],
    headers: { "Content-Disposition": `attachment; filename="${fileName}"`, "X-Row-Count": String(rowCount) },
    content,
  };
  return { fileName, rowCount, sizeBytes };
}

/** `created_after`, `value_min`, `stage: [...]` of the contract as the filter language has them. */
function filterOf(sent: Record<string, unknown>): Record<string, unknown> {
  const filter: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(sent)) {
    const bound = /^(.+)_(min|max)$/.exec(key);
    if (!bound) filter[key === "customFields" ? key : camelCase(key)] = value;
    else {
      const name = camelCase(bound[1]!);
      const known = (filter[name] ?? {}) as Record<string, unknown>;
      filter[name] = { ...known, [bound[2] === "min" ? "gte" : "lte"]: value };
    }
  }
  return filter;
}

/** Asks for an export; what is wrong with it is said now, not by the job. */
export async function startExport(ctx: Ctx, type: RecordType, input: ExportInput): Promise<Export> {
  const raw = { filter: filterOf(input.filters ?? {}), search: input.search, sort: input.sort };
  const query = await queryOf(ctx, type, raw).catch((error: unknown) => {
    throw renamed(error);
  });
  const params = new Params();
  whereOf(ctx, type, query, params, `${type.resource}:export`);
  await exportColumns(ctx, type, params, input.fields);
  const payload: ExportPayload = {
    recordType: type.name,
    raw,
    format: input.export_format,
    columns: input.fields ?? [],
    withLabels: input.header === "label",
    fileName: fileNameOf(type, input.export_format, ctx.now),
  };
  const id = enqueue(ctx, exportJob, payload);
  note(ctx, type, input.export_format, null);
  return {
    id,
    recordType: type.name,
    format: input.export_format,
    status: "queued",
    rowCount: null,
    sizeBytes: null,
    fileName: payload.fileName,
    downloadPath: null,
    error: null,
    createdAt: ctx.now,
    finishedAt: null,
  };
}

/** The faults of the filter are those of `filters` in this form. */
function renamed(error: unknown): unknown {
  if (!(error instanceof Error) || !("fields" in error) || !Array.isArray(error.fields)) return error;
  return validationFailed(
    error.fields.map((fault: { field: string; code: string; message: string }) => ({
      ...fault,
      field: fault.field.replace(/^filter\b/, "filters"),
    })),
  );
}

type JobRow = {
  id: string;
  payload: ExportPayload;
  status: Export["status"];
  progress: { rowCount?: number; sizeBytes?: number };
  error: string | null;
  created_at: string;
  finished_at: string | null;
};

const toExport = (row: JobRow): Export => {
  const id = toPublicId("job", row.id);
  return {
    id,
    recordType: row.payload.recordType,
    format: row.payload.format,
    status: row.status,
    rowCount: row.progress.rowCount ?? null,
    sizeBytes: row.progress.sizeBytes ?? null,
    fileName: row.payload.fileName,
    downloadPath: row.status === "completed" ? `/v1/exports/${id}/file` : null,
    error: row.error,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
};

/** Only one's own: a file holds what its author may see. */
async function ownJobs(ctx: Ctx, where: string, values: unknown[]): Promise<JobRow[]> {
  return ctx.tx.query<JobRow>(
    `select id, payload, status, progress, error, created_at, finished_at from control.jobs
     where tenant_id = $1 and owner_id = $2 and name = 'records.export' and ${where} order by id desc limit 100`,
    [uuidOf("tenant", ctx.tenant.id), ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null, ...values],
  );
}

export async function listExports(ctx: Ctx): Promise<Export[]> {
  return (await ownJobs(ctx, "true", [])).map(toExport);
}

export async function getExport(ctx: Ctx, { exportId }: { exportId: string }): Promise<Export> {
  const uuid = parseId("job", exportId);
  const [row] = uuid ? await ownJobs(ctx, "id = $3", [uuid]) : [];
  if (!row) throw notFound("export");
  return toExport(row);
}

export async function downloadExport(ctx: Ctx, { exportId }: { exportId: string }): Promise<ExportedFile> {
  const found = await getExport(ctx, { exportId });
  const key = fileKeyOf(ctx.tenant.id, exportId);
  const sizeBytes = found.status === "completed" ? await fileSize(key).catch(() => null) : null;
  if (sizeBytes === null || !recordTypeNamed(found.recordType)) throw notFound("file");
  ctx.request.download = {
    contentType: contentTypes[found.format],
    headers: {
      "Content-Length": String(sizeBytes),
      "Content-Disposition": `attachment; filename="${found.fileName}"`,
    },
    content: openFile(key),
  };
  return { fileName: found.fileName, rowCount: found.rowCount, sizeBytes };
}
