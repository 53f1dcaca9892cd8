// Finding an import and showing it: its own row, and the jobs that plan and write it.
import { forbidden, notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { ownedWithin, Params } from "@/kernel/query";
import { isUndoneSql } from "@/modules/changes";
import { importTypeNamed } from "./import-types";
import type { LoadTarget } from "./load-plan";
import type { TargetChoice } from "./plan-input";
import type { Counted } from "./plan-job";
import type { Import } from "./plan-schema";
import type { ColumnProfile } from "./profile";
import { importable } from "./schema";
import { filesOf, type ImportFile, type StoredFiles } from "./source";

type JobState = "queued" | "running" | "completed" | "cancelled" | "failed";
type Row = StoredFiles & {
  id: string;
  owner_id: string | null;
  targets: LoadTarget[];
  draft: TargetChoice[] | null;
  plan_job_id: string | null;
  commit_job_id: string | null;
  change_id: string;
  created_at: string;
  plan_status: JobState | null;
  commit_status: JobState | null;
  progress: { total?: number | null; processed?: number } | null;
  counted: Counted[] | null;
  plan_total: number | null;
  error: string | null;
  seconds: number | null;
  planned_at: string | null;
  finished_at: string | null;
  is_undone: boolean;
};

export type FoundImport = {
  id: string;
  status: Import["status"];
  ownerId: string | null;
  files: ImportFile[];
  targets: LoadTarget[];
  planJobId: string | null;
  commitJobId: string | null;
  changeId: string;
  row: Row;
};

const select = `select i.id, i.owner_id, i.file_name, i.source_key, i.form, i.columns, i.files, i.targets, i.draft, i.plan_job_id, i.commit_job_id,
    i.change_id, i.created_at, p.status as plan_status, c.status as commit_status, coalesce(c.progress, p.progress) as progress,
    coalesce(c.progress->'planned', p.progress->'counts') as counted,
    (p.progress->>'total')::int as plan_total, coalesce(c.error, p.error) as error,
    extract(epoch from coalesce(coalesce(c.finished_at, p.finished_at), clock_timestamp()) - coalesce(c.started_at, p.started_at))::float8 as seconds,
    case p.status when 'completed' then p.finished_at end as planned_at, c.finished_at,
    ${isUndoneSql("i.tenant_id", "i.change_id")} as is_undone
  from imports i
  left join control.jobs p on p.tenant_id = i.tenant_id and p.id = i.plan_job_id
  left join control.jobs c on c.tenant_id = i.tenant_id and c.id = i.commit_job_id`;

function statusOf(row: Row): Import["status"] {
  if (row.commit_status === "queued" || row.commit_status === "running") return "committing";
  if (row.commit_status) return row.commit_status;
  if (row.plan_status === "queued" || row.plan_status === "running") return "planning";
  if (row.plan_status === "completed") return "planned";
  return row.plan_status ?? "draft";
}

const found = (row: Row): FoundImport => ({
  id: toPublicId("import", row.id),
  status: statusOf(row),
  ownerId: row.owner_id && toPublicId("user", row.owner_id),
  files: filesOf(row),
  targets: row.targets,
  planJobId: row.plan_job_id && toPublicId("job", row.plan_job_id),
  commitJobId: row.commit_job_id && toPublicId("job", row.commit_job_id),
  changeId: toPublicId("chg", row.change_id),
  row,
});

function whereOf(ctx: Ctx, params: Params, permission: string): string {
  const scope = scopeOf(ctx.actor, permission);
  if (scope === undefined) throw forbidden([permission], ctx.actor.permissionTexts);
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  return `i.tenant_id = ${tenant} and ${ownedWithin(scope, ctx.actor, params, tenant, "i.owner_id")}`;
}

export async function findImport(
  ctx: Ctx,
  importId: string,
  permission: string,
  lock = "",
): Promise<FoundImport> {
  const uuid = parseId("import", importId);
  if (!uuid) throw notFound("import");
  const params = new Params();
  const where = whereOf(ctx, params, permission);
  const [row] = await ctx.tx.query<Row>(
    `${select} where ${where} and i.id = ${params.add(uuid)}::uuid${lock}`,
    params.values,
  );
  if (!row) throw notFound("import");
  // Rows hold all that the file holds: who may not write such records does not look through them either.
  for (const { recordType } of row.targets) {
    const resource = `${importTypeNamed(recordType)?.resource ?? recordType}:write`;
    if (scopeOf(ctx.actor, resource) === undefined) throw forbidden([resource], ctx.actor.permissionTexts);
  }
  return found(row);
}

export async function selectImports(
  ctx: Ctx,
  { page, limit }: { page: number; limit: number },
): Promise<{ found: FoundImport[]; total: number }> {
  const params = new Params();
  const where = whereOf(ctx, params, "bulk:read");
  const [rows, [count]] = await Promise.all([
    ctx.tx.query<Row>(
      `${select} where ${where} order by i.created_at desc, i.id desc limit ${limit} offset ${(page - 1) * limit}`,
      params.values,
    ),
    ctx.tx.query<{ n: number }>(`select count(*)::int as n from imports i where ${where}`, params.values),
  ]);
  return { found: rows.map(found), total: count?.n ?? 0 };
}

const pluralOf = (name: string): (typeof importable)[number] => {
  const plural = importTypeNamed(name)?.plural;
  return importable.find((one) => one === plural) ?? importable[0];
};

const noCounts: Import["counts"] = {
  ...{ create: 0, update: 0, link: 0, skip: 0, unchanged: 0, problem: 0, excluded: 0 },
  warnings: 0,
};

const countsOf = (rows: readonly Counted[]): Import["counts"] => {
  const counts = { ...noCounts };
  for (const { action, n, warnings } of rows) {
    counts[action] += n;
    counts.warnings += warnings;
  }
  return counts;
};

const unknownProfile: ColumnProfile = {
  samples: [],
  filled: 0,
  kind: "text",
  values: null,
  dateFormat: null,
  isDateAmbiguous: false,
  localTime: null,
  numberFormat: null,
};

const formOf = ({ form }: ImportFile): { encoding: Import["encoding"]; delimiter: string | null } =>
  form.kind === "csv" && !form.isConverted
    ? { encoding: form.encoding, delimiter: form.delimiter }
    : { encoding: null, delimiter: null };

/** What an import is called: its file, or the first and how many more. */
export function nameOf(files: readonly ImportFile[]): string | null {
  const [first, ...more] = files;
  if (!first?.fileName || more.length === 0) return first?.fileName ?? null;
  return `${first.fileName} and ${more.length} more`;
}

/** The rows of the plan by what becomes of them. */
export const countRows = (tx: Ctx["tx"], tenantId: string, importId: string): Promise<Counted[]> =>
  tx.query<Counted>(
    `select file, action, count(*)::int as n, count(*) filter (where has_warning)::int as warnings
     from import_rows where tenant_id = $1 and import_id = $2 group by file, action`,
    [uuidOf("tenant", tenantId), uuidOf("import", importId)],
  );

export async function presentImport(ctx: Ctx, one: FoundImport): Promise<Import> {
  // Asked for several times a second while a job is at the rows: it has counted them.
  const isMoving = one.status === "planning" || one.status === "committing";
  const counted = isMoving ? (one.row.counted ?? []) : await countRows(ctx.tx, ctx.tenant.id, one.id);
  const first = one.files[0]!;
  const { row, status } = one;
  const processed = row.progress?.processed ?? 0;
  const total = row.plan_total ?? row.progress?.total ?? null;
  const isReady = status === "planned" || status === "completed";
  return {
    id: one.id,
    status,
    fileName: nameOf(one.files),
    ...formOf(first),
    columns: first.columns.map((column, i) => ({ column, samples: first.profile?.[i]?.samples ?? [] })),
    files: one.files.map((file, at) => ({
      fileName: file.fileName,
      ...formOf(file),
      columns: file.columns.map((column, i) => ({ ...unknownProfile, ...file.profile?.[i], column })),
      counts: countsOf(counted.filter((row) => row.file === at)),
    })),
    targets: one.targets.map(({ recordType, file = 0, mapping, options, fixed, timeZone = "UTC" }) => ({
      recordType: pluralOf(recordType),
      file,
      fixed: fixed ?? {},
      columns: mapping.map(({ column, path, confidence, format }) => ({
        column,
        field: path,
        confidence,
        ...(format?.date ? { dateFormat: format.date } : {}),
        ...(format?.number ? { numberFormat: format.number } : {}),
        ...(format?.values ? { values: format.values } : {}),
      })),
      existing: options.updateExisting ? "update" : options.skipDuplicates ? "skip" : "create",
      emptyCells: options.clearsEmpty ? "clear" : "keep",
      matchBy: options.matchBy ?? null,
      timeZone,
      validationLevel: options.validationLevel,
    })),
    draft: row.draft,
    progress: isReady ? 1 : total ? Math.min(1, processed / total) : 0,
    rowsPerSecond: row.seconds && processed ? Math.round(processed / Math.max(row.seconds, 0.001)) : null,
    total,
    counts: countsOf(counted),
    jobId: one.commitJobId,
    changeId: one.changeId,
    isUndone: row.is_undone,
    error: row.error,
    createdBy: one.ownerId,
    createdAt: row.created_at,
    plannedAt: row.planned_at,
    finishedAt: row.finished_at,
  };
}
