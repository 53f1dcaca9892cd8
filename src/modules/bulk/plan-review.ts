// Looking through a plan: its rows, what is wrong with them by kind, correcting or excluding one, and the file of what
// was not taken.
import { invalidField, notFound } from "@/kernel/errors";
import { guarded } from "@/kernel/fields/formula-guard";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Page } from "@/kernel/records";
import { type TenantRef, withTenant } from "@/kernel/tenancy";
import type { SourceRow } from "./decode";
import { importTypeNamed } from "./import-types";
import { checkAll, type RowPart } from "./load-chunk";
import { plansWithin } from "./load-plan";
import { namesInFile, plannedBefore } from "./plan-before";
import type { RowPatch, RowQuery } from "./plan-input";
import { rehearse } from "./plan-job";
import { findImport } from "./plan-read";
import { actionOf, type RowAction, storeRows } from "./plan-rows";
import type { PlannedRow, ProblemGroup } from "./plan-schema";
import { importError } from "./plan-service";

type Stored = {
  row: number;
  line: number | null;
  file: number;
  action: RowAction;
  cells: string[];
  parts: RowPart[];
  is_excluded: boolean;
  is_edited: boolean;
};
const columns = "row, line, file, action, cells, parts, is_excluded, is_edited";
const mostShown = 5000;
const pluralOf = (name: string): string => importTypeNamed(name)?.plural ?? name;

type Change = RowPart["changes"][number];

/** Custom fields are one value in the plan but many to people. */
function eachField({ field, from, to }: Change): Change[] {
  if (field !== "customFields") return [{ field, from: from ?? null, to: to ?? null }];
  const [before, after] = [from, to].map((values) => (values ?? {}) as Record<string, unknown>);
  return Object.keys({ ...before, ...after }).flatMap((key) => {
    const change = { from: before?.[key] ?? null, to: after?.[key] ?? null };
    const isSame = JSON.stringify(change.from) === JSON.stringify(change.to);
    return isSame ? [] : [{ field: `customFields.${key}`, ...change }];
  });
}

const present = (stored: Stored): PlannedRow => ({
  row: stored.row,
  line: stored.line,
  file: stored.file,
  action: stored.action,
  cells: stored.cells.map((cell) => cell.slice(0, mostShown).toWellFormed()),
  parts: stored.parts.map(({ recordType, action, recordId, name, ofRow, changes, problems }) => ({
    recordType: pluralOf(recordType),
    action,
    recordId,
    name,
    ofRow,
    changes: changes.flatMap(eachField),
    problems: problems.map((one) => ({ ...one, suggestion: one.suggestion ?? null })),
  })),
  isExcluded: stored.is_excluded,
  isEdited: stored.is_edited,
});

const idsOf = (ctx: Ctx, importId: string): [string, string] => [
  uuidOf("tenant", ctx.tenant.id),
  uuidOf("import", importId),
];

export async function listRows(ctx: Ctx, query: RowQuery): Promise<Page<PlannedRow>> {
  const { importId, action, file, hasWarning, limit, page, cursor } = query;
  await findImport(ctx, importId, "bulk:read");
  const values: unknown[] = idsOf(ctx, importId);
  const where = ["tenant_id = $1", "import_id = $2"];
  if (action) where.push(`action = $${values.push(action)}`);
  if (file !== undefined) where.push(`file = $${values.push(file)}`);
  if (hasWarning !== undefined) where.push(hasWarning ? "has_warning" : "not has_warning");
  const counted = ctx.tx.query<{ n: number }>(
    `select count(*)::int as n from import_rows where ${where.join(" and ")}`,
    [...values],
  );
  if (cursor) where.push(`row > $${values.push(Number(cursor))}`);
  const offset = cursor ? 0 : (page - 1) * limit;
  const [[count], rows] = await Promise.all([
    counted,
    ctx.tx.query<Stored>(
      `select ${columns} from import_rows where ${where.join(" and ")} order by row limit ${limit + 1} offset ${offset}`,
      values,
    ),
  ]);
  const shown = rows.slice(0, limit);
  const hasNext = rows.length > limit;
  return {
    items: shown.map(present),
    page,
    limit,
    total: count?.n ?? 0,
    totalIsExact: true,
    hasNext,
    nextCursor: hasNext ? String(shown.at(-1)!.row) : null,
  };
}

/** What is wrong, the most frequent first: a fault that a thousand rows share is put right once. */
export async function listProblemGroups(
  ctx: Ctx,
  { importId }: { importId: string },
): Promise<ProblemGroup[]> {
  await findImport(ctx, importId, "bulk:read");
  const rows = await ctx.tx.query<Omit<ProblemGroup, "recordType"> & { recordType: string }>(
    `select r.file, p->>'severity' as severity, part->>'recordType' as "recordType", p->>'column' as "column", p->>'field' as field, p->>'code' as code,
       p->>'message' as message, p->>'value' as value, p->>'suggestion' as suggestion,
       count(distinct r.row)::int as rows, min(r.row)::int as "firstRow"
     from import_rows r cross join lateral jsonb_array_elements(r.parts) part
       cross join lateral jsonb_array_elements(part->'problems') p
     where r.tenant_id = $1 and r.import_id = $2 and (r.action = 'problem' or r.has_warning)
       and (p->>'severity' = 'warning' or part->>'action' = 'problem') and p->>'code' <> 'DUPLICATE'
     group by 1, 2, 3, 4, 5, 6, 7, 8, 9 order by severity, rows desc, "firstRow" limit 200`,
    idsOf(ctx, importId),
  );
  return rows.map((row) => ({ ...row, recordType: pluralOf(row.recordType) }));
}

/** Corrects cells of one row, or excludes it; what becomes of it is decided anew. */
export async function updateRow(
  ctx: Ctx,
  { importId, row, cells, isExcluded }: RowPatch,
): Promise<PlannedRow> {
  const found = await findImport(ctx, importId, "bulk:write", " for update of i");
  if (found.commitJobId) throw importError("IMPORT_COMMITTED");
  if (found.status !== "planned") throw importError("IMPORT_NOT_PLANNED");
  const ids = idsOf(ctx, importId);
  const [stored] = await ctx.tx.query<Stored & { fault: SourceRow["fault"] }>(
    `select ${columns}, fault from import_rows where tenant_id = $1 and import_id = $2 and row = $3 for update`,
    [...ids, row],
  );
  if (!stored) throw notFound("row");
  const file = found.files[stored.file];
  if (!file) throw notFound("row");
  const next = file.columns.map((_, i) => stored.cells[i] ?? "");
  for (const [column, text] of Object.entries(cells ?? {})) {
    const index = file.columns.indexOf(column);
    if (index === -1)
      throw invalidField(`cells.${column}`, `"${column}" is not a column of the file`, "UNKNOWN_COLUMN");
    next[index] = text;
  }
  const isOut = isExcluded ?? stored.is_excluded;
  const isEdited = stored.is_edited || cells !== undefined;
  const source: SourceRow = {
    row,
    line: stored.line,
    file: stored.file,
    cells: cells ? next : stored.cells,
    // Who has looked at the row and filled its cells has said which cell is which.
    fault: cells ? null : stored.fault,
  };
  const plans = await plansWithin(ctx, found.targets);
  const seen = await plannedBefore(ctx, ids, plans, source);
  const names = await Promise.all(plans.map((plan) => namesInFile(ctx, ids, plan)));
  const parts = await rehearse(ctx, plans, checkAll(plans, [source]), names, seen);
  await ctx.tx.query(
    "update import_rows set is_excluded = $4, is_edited = $5 where tenant_id = $1 and import_id = $2 and row = $3",
    [...ids, row, isOut, isEdited],
  );
  storeRows(ctx, importId, [source], parts);
  const now = parts.get(row) ?? [];
  return present({
    row,
    line: source.line,
    file: stored.file,
    action: isOut ? "excluded" : actionOf(now),
    cells: source.cells as string[],
    parts: now,
    is_excluded: isOut,
    is_edited: isEdited,
  });
}

const quoted = (cell: string): string => {
  const text = guarded(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const line = (cells: readonly string[]): Buffer => Buffer.from(`${cells.map(quoted).join(",")}\r\n`);

async function* rejected(
  tenant: TenantRef,
  importId: string,
  file: number,
  header: string[],
): AsyncGenerator<Buffer> {
  yield line([...header, "Row", "Not imported because"]);
  for (let last = 0; ; ) {
    const rows = await withTenant(tenant, "read", (tx) =>
      tx.query<Stored>(
        `select ${columns} from import_rows where tenant_id = $1 and import_id = $2 and row > $3 and file = $4
           and action in ('problem', 'skip', 'excluded') order by row limit 500`,
        [uuidOf("tenant", tenant.id), uuidOf("import", importId), last, file],
      ),
    );
    for (const row of rows) {
      const cells = header.map((_, i) => row.cells[i] ?? "");
      yield line([...cells, String(row.row), reasonOf(row)]);
    }
    if (rows.length < 500) return;
    last = rows.at(-1)!.row;
  }
}

function reasonOf({ is_excluded, parts }: Stored): string {
  if (is_excluded) return "Excluded by hand";
  const problems = parts.flatMap((part) =>
    part.action === "problem" || part.action === "skip" ? part.problems : [],
  );
  const reasons = problems.map(({ column, message }) => (column ? `${column}: ${message}` : message));
  return [...new Set(reasons)].join("; ") || "Its record is there already";
}

/** The rows that were not taken, or would not be, as they are in the file, with the reason beside them. */
export async function downloadRejects(
  ctx: Ctx,
  { importId, file: at = 0 }: { importId: string; file?: number | undefined },
): Promise<{ fileName: string }> {
  const found = await findImport(ctx, importId, "bulk:read");
  const file = found.files[at];
  if (!file) throw notFound("file");
  const stem = (file.fileName ?? "import").replace(/\.\w+$/, "").replace(/[^\w.-]+/g, "-");
  const fileName = `${stem || "import"}-not-imported.csv`;
  ctx.request.download = {
    contentType: "text/csv; charset=utf-8",
    headers: { "Content-Disposition": `attachment; filename="${fileName}"` },
    content: rejected(ctx.tenant, importId, at, file.columns),
  };
  return { fileName };
}
