// Starting imports and following them. The file is stored first, outside any transaction; the job is a row that commits
// with the answer.
import { conflict, forbidden, invalidField, notFound, payloadTooLarge, unauthorized } from "@/kernel/errors";
import { customFieldsOf } from "@/kernel/fields/custom";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import { once } from "@/kernel/idempotency";
import { enqueue } from "@/kernel/jobs";
import { type Ctx, inWrite, type RequestInfo } from "@/kernel/operation";
import { type Actor, scopeOf } from "@/kernel/permissions";
import { ownedWithin, Params } from "@/kernel/query";
import { type Page, type RecordType, recordTypeNamed } from "@/kernel/records";
import { withTenant } from "@/kernel/tenancy";
import { isUndoneSql } from "@/modules/changes";
import { workspaceTimeZone } from "@/modules/tenants";
import { FileTooLarge, removeFile, storeFile } from "@/platform/storage";
import { type ImportPayload, type ImportProgress, importJob, noProgress } from "./jobs";
import { type Mapping, mapColumns } from "./mapping";
import type { ImportInput, Job, JobQuery, ProblemQuery, RowProblem } from "./schema";
import { openSource, type SourceForm, storeSource } from "./source";
import { type Computed, computedOf, type Target, targetsOf } from "./targets";

export const uploadLimitBytes = 100 * 1024 * 1024;

function actorOf(request: RequestInfo, type: RecordType): Actor {
  if (!request.actor) throw unauthorized("credential_missing");
  const permission = `${type.resource}:write`;
  if (scopeOf(request.actor, permission) === undefined)
    throw forbidden([permission], request.actor.permissionTexts);
  return request.actor;
}

async function importTargets(
  actor: Actor,
  type: RecordType,
): Promise<{ targets: Target[]; computed: Computed[] }> {
  const custom = await withTenant(actor.tenant, "read", (tx) =>
    customFieldsOf({ tx, tenant: actor.tenant }, type.name),
  );
  return { targets: targetsOf(type, custom), computed: computedOf(custom) };
}

/** Stores what was sent, finds out what it is, and queues the import of it. */
export async function startImport(request: RequestInfo, type: RecordType, input: ImportInput): Promise<Job> {
  const actor = actorOf(request, type);
  const rows = (input as Record<string, unknown>)[type.plural] as Record<string, unknown>[] | undefined;
  if (!rows && !request.upload)
    throw invalidField(
      type.plural,
      `Send the rows as "${type.plural}", or a CSV file as the body`,
      "REQUIRED",
    );
  const jobId = newId("job");
  const sourceKey = `imports/${jobId}`;
  try {
    const source = rows ? await keepRows(sourceKey, rows) : await keepUpload(sourceKey, request, input);
    if (source.columns.length === 0) throw invalidField("file", "The file has no header row", "EMPTY_FILE");
    const { targets, computed } = await importTargets(actor, type);
    const mapping = mapColumns(source.columns, targets, input.field_mapping ?? {}, { computed });
    if (mapping.mapped.length === 0)
      throw invalidField(
        "field_mapping",
        `No column is a field of ${type.plural}: ${source.columns.slice(0, 20).join(", ")}`,
        "NO_COLUMNS",
      );
    const job = await inWrite(actor, request, (ctx) =>
      once(ctx, async () => {
        const timeZone = input.time_zone ?? (await workspaceTimeZone(ctx));
        const payload = payloadOf(type, { ...input, time_zone: timeZone }, sourceKey, source, mapping);
        enqueue(ctx, importJob, payload, { id: jobId });
        return getJob(ctx, { jobId });
      }),
    );
    // A repeat under the same Idempotency-Key was answered with the first job.
    if (job.id !== jobId) await removeFile(sourceKey);
    return job;
  } catch (error) {
    await removeFile(sourceKey);
    throw error instanceof FileTooLarge ? payloadTooLarge(error.limitBytes) : error;
  }
}

type Source = { form: SourceForm; columns: string[] };

async function keepRows(key: string, rows: Record<string, unknown>[]): Promise<Source> {
  const columns = new Set<string>();
  async function* lines() {
    for (const row of rows) {
      for (const column of Object.keys(row)) columns.add(column);
      yield `${JSON.stringify(row)}\n`;
    }
  }
  await storeFile(key, lines(), uploadLimitBytes);
  return { form: { kind: "json" }, columns: [...columns] };
}

async function keepUpload(key: string, request: RequestInfo, input: ImportInput): Promise<Source> {
  const upload = request.upload;
  if (!upload) throw invalidField("file", "Send a CSV file as the body", "REQUIRED");
  const converted = await storeSource(key, upload.stream, uploadLimitBytes, {
    encoding: input.encoding,
    fileName: input.file_name,
  });
  const said = converted ?? { encoding: input.encoding, delimiter: input.delimiter };
  return { ...(await openSource(key, said)), ...(converted ? { form: converted } : {}) };
}

function payloadOf(
  type: RecordType,
  input: ImportInput,
  sourceKey: string,
  source: Source,
  { mapped, unmatched }: Mapping,
): ImportPayload {
  const said = { ...input, ...input.import_options };
  return {
    recordType: type.name,
    importId: null,
    sourceKey,
    fileName: input.file_name ?? null,
    form: source.form,
    columns: source.columns,
    targets: [
      {
        recordType: type.name,
        mapping: mapped.map(({ index, column, target, confidence }) => ({
          index,
          column,
          path: target.path,
          confidence,
        })),
        ...(input.time_zone ? { timeZone: input.time_zone } : {}),
        options: {
          updateExisting: said.update_existing ?? false,
          skipDuplicates: said.skip_duplicates ?? false,
          validationLevel: said.validation_level ?? "strict",
          ...(said.empty_cells === "clear" ? { clearsEmpty: true } : {}),
        },
      },
    ],
    unmatched,
    changeId: newId("chg"),
  };
}

type JobRow = {
  id: string;
  status: Job["status"];
  payload: ImportPayload;
  progress: Partial<ImportProgress>;
  error: string | null;
  owner_id: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  seconds: number | null;
  is_undone: boolean;
};

const jobColumns = `j.id, j.status, j.payload, j.progress, j.error, j.owner_id, j.created_at, j.started_at, j.finished_at,
  extract(epoch from coalesce(j.finished_at, clock_timestamp()) - j.started_at)::float8 as seconds,
  ${isUndoneSql("j.tenant_id", "right(j.payload->>'changeId', 32)::uuid")} as is_undone`;

function optionsOf(payload: ImportPayload): Job["options"] {
  const { updateExisting, skipDuplicates, validationLevel, clearsEmpty } = payload.targets.at(-1)!.options;
  return { updateExisting, skipDuplicates, validationLevel, emptyCells: clearsEmpty ? "clear" : "keep" };
}

function toJob(row: JobRow): Job {
  const { payload } = row;
  const { planned: _, ...counts } = { ...noProgress, ...row.progress };
  const isOver = row.status === "completed";
  return {
    id: toPublicId("job", row.id),
    type: "import",
    recordType: recordTypeNamed(payload.recordType)?.plural ?? payload.recordType,
    status: row.status,
    progress: isOver ? 1 : counts.total ? Math.min(1, counts.processed / counts.total) : 0,
    counts,
    rowsPerSecond:
      row.seconds && counts.processed ? Math.round(counts.processed / Math.max(row.seconds, 0.001)) : null,
    options: optionsOf(payload),
    mapping: payload.targets.flatMap(({ mapping }) =>
      mapping.map(({ column, path, confidence }) => ({ column, field: path, confidence })),
    ),
    unmatchedColumns: payload.unmatched,
    fileName: payload.fileName,
    changeId: payload.changeId,
    isUndone: row.is_undone,
    error: row.error,
    createdBy: row.owner_id ? toPublicId("user", row.owner_id) : null,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** The `where` of the jobs that the actor may see with a permission. */
function jobsWhere(ctx: Ctx, params: Params, permission: string): string {
  const scope = scopeOf(ctx.actor, permission);
  if (scope === undefined) throw forbidden([permission], ctx.actor.permissionTexts);
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const theirs = ownedWithin(scope, ctx.actor, params, tenant, "j.owner_id");
  return `j.tenant_id = ${tenant} and j.name = 'bulk.import' and ${theirs}`;
}

async function findJob(ctx: Ctx, jobId: string, permission: string, lock = ""): Promise<JobRow> {
  const uuid = parseId("job", jobId);
  if (!uuid) throw notFound("job");
  const params = new Params();
  const where = jobsWhere(ctx, params, permission);
  const [row] = await ctx.tx.query<JobRow>(
    `select ${jobColumns} from control.jobs j where ${where} and j.id = ${params.add(uuid)}::uuid${lock}`,
    params.values,
  );
  if (!row) throw notFound("job");
  return row;
}

export const getJob = async (ctx: Ctx, { jobId }: { jobId: string }): Promise<Job> =>
  toJob(await findJob(ctx, jobId, "bulk:read"));

/** The newest first. */
export async function listJobs(ctx: Ctx, { page, limit }: JobQuery): Promise<Page<Job>> {
  const params = new Params();
  const where = jobsWhere(ctx, params, "bulk:read");
  const [rows, [count]] = await Promise.all([
    ctx.tx.query<JobRow>(
      `select ${jobColumns} from control.jobs j where ${where} order by j.created_at desc, j.id desc
       limit ${limit} offset ${(page - 1) * limit}`,
      params.values,
    ),
    ctx.tx.query<{ n: number }>(
      `select count(*)::int as n from control.jobs j where ${where}`,
      params.values,
    ),
  ]);
  return pageOfAll(rows.map(toJob), page, limit, count?.n ?? 0);
}

const pageOfAll = <T>(items: T[], page: number, limit: number, total: number): Page<T> => ({
  items,
  page,
  limit,
  total,
  totalIsExact: true,
  hasNext: page * limit < total,
  nextCursor: null,
});

/** What was wrong with which row, in the order of the file. */
export async function listJobErrors(
  ctx: Ctx,
  { jobId, page, limit, severity }: ProblemQuery,
): Promise<Page<RowProblem>> {
  await findJob(ctx, jobId, "bulk:read");
  const values: unknown[] = [uuidOf("tenant", ctx.tenant.id), uuidOf("job", jobId)];
  if (severity) values.push(severity);
  const where = `tenant_id = $1 and job_id = $2${severity ? " and severity = $3" : ""}`;
  const [rows, [count]] = await Promise.all([
    ctx.tx.query<RowProblem>(
      `select row, line, "column", field, severity, code, message, value from import_problems where ${where}
       order by row, id limit ${limit} offset ${(page - 1) * limit}`,
      values,
    ),
    ctx.tx.query<{ n: number }>(`select count(*)::int as n from import_problems where ${where}`, values),
  ]);
  return pageOfAll(rows, page, limit, count?.n ?? 0);
}

/** Stops an import behind the chunk it is at; what is in stays, and can be undone as one change. */
export async function cancelJob(ctx: Ctx, { jobId }: { jobId: string }): Promise<Job> {
  const row = await findJob(ctx, jobId, "bulk:write", " for update");
  if (row.status !== "queued" && row.status !== "running")
    throw conflict(`The job is ${row.status} already`, { status: row.status }, "JOB_FINISHED");
  await ctx.tx.query(
    `update control.jobs set cancel_requested_at = clock_timestamp(),
       status = case status when 'queued' then 'cancelled' else status end,
       finished_at = case status when 'queued' then clock_timestamp() else finished_at end
     where tenant_id = $1 and id = $2`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("job", jobId)],
  );
  return getJob(ctx, { jobId });
}
