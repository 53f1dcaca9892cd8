// The rows of a plan as they are stored: written by the planning job, corrected by people, read by the job that commits.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { type TenantRef, withTenant } from "@/kernel/tenancy";
import { arrayOfJson, arrayOfWords } from "@/platform/database/array-text";
import type { Fault, SourceRow } from "./decode";
import type { RowPart } from "./load-chunk";

export const rowActions = ["problem", "create", "update", "link", "skip", "unchanged", "excluded"] as const;
export type RowAction = (typeof rowActions)[number];

/** The one word for a row: the gravest of its parts. */
export const actionOf = (parts: readonly RowPart[]): RowAction =>
  rowActions.find((action) => parts.some((part) => part.action === action)) ?? "problem";

/** What became of a record that was there already is said by the row's action. */
export const hasWarning = (parts: readonly RowPart[]): boolean =>
  parts.some(({ problems }) =>
    problems.some((one) => one.severity === "warning" && one.code !== "DUPLICATE"),
  );

const readAtOnce = 1000;

async function* storedRows(
  tenant: TenantRef,
  importId: string,
  after: number,
  where: string,
): AsyncGenerator<SourceRow> {
  for (let last = after; ; ) {
    const rows = await withTenant(tenant, "read", (tx) =>
      tx.query<SourceRow & { cells: string[] }>(
        `select row, line, file, cells, fault from import_rows
         where tenant_id = $1 and import_id = $2 and row > $3 ${where} order by row limit ${readAtOnce}`,
        [uuidOf("tenant", tenant.id), uuidOf("import", importId), last],
      ),
    );
    yield* rows;
    if (rows.length < readAtOnce) return;
    last = rows.at(-1)!.row;
  }
}

/** The rows behind `after`, as corrected; without those that were excluded. */
export const plannedRows = (tenant: TenantRef, importId: string, after: number): AsyncGenerator<SourceRow> =>
  storedRows(tenant, importId, after, "and not is_excluded");

/** All rows, as corrected. */
export const allRows = (tenant: TenantRef, importId: string): AsyncGenerator<SourceRow> =>
  storedRows(tenant, importId, 0, "");

/** PostgreSQL stores no character 0. */
export const storable = (cell: unknown): string =>
  String(cell ?? "")
    .replaceAll("\0", "\ufffd")
    .toWellFormed();
/** Looked at text by text only where one of them cannot be stored: JSON writes such characters as escapes. */
function json(value: unknown): string {
  const text = JSON.stringify(value);
  return /\\u(0000|d[89a-f])/i.test(text)
    ? JSON.stringify(value, (_, v: unknown) => (typeof v === "string" ? storable(v) : v))
    : text;
}

/** Adds rows to a plan; what was there under their numbers is replaced. */
export function storeRows(
  ctx: Ctx,
  importId: string,
  rows: readonly SourceRow[],
  parts: ReadonlyMap<number, RowPart[]>,
): void {
  if (rows.length === 0) return;
  const faultOf = ({ fault }: { fault: Fault | null }) => (fault ? json(fault) : null);
  const partsOfRow = ({ row }: SourceRow) => parts.get(row) ?? [];
  ctx.tx.send(
    `insert into import_rows (tenant_id, import_id, row, line, cells, fault, action, parts, file, has_warning)
     select $1, $2, r.row, r.line, r.cells, r.fault, r.action, r.parts, r.file, r.has_warning
     from unnest($3::int[], $4::int[], $5::jsonb[], $6::jsonb[], $7::text[], $8::jsonb[], $9::int[], $10::boolean[])
       as r(row, line, cells, fault, action, parts, file, has_warning)
     on conflict (tenant_id, import_id, row) do update
       set line = excluded.line, file = excluded.file, has_warning = excluded.has_warning, cells = excluded.cells, fault = excluded.fault,
         action = case when import_rows.is_excluded then 'excluded' else excluded.action end, parts = excluded.parts`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("import", importId),
      rows.map(({ row }) => row),
      rows.map(({ line }) => line),
      arrayOfJson(rows.map(({ cells }) => json(cells))),
      arrayOfJson(rows.map(faultOf)),
      arrayOfWords(rows.map((row) => actionOf(partsOfRow(row)))),
      arrayOfJson(rows.map((row) => json(partsOfRow(row)))),
      rows.map(({ file }) => file ?? 0),
      rows.map((row) => hasWarning(partsOfRow(row))),
    ],
  );
}

/** What became of rows; a row without any part keeps what the plan said. */
export function storeOutcomes(ctx: Ctx, importId: string, parts: ReadonlyMap<number, RowPart[]>): void {
  if (parts.size === 0) return;
  const entries = [...parts];
  ctx.tx.send(
    `update import_rows t set action = r.action, parts = r.parts, has_warning = r.has_warning
     from unnest($3::int[], $4::text[], $5::jsonb[], $6::boolean[]) as r(row, action, parts, has_warning)
     where t.tenant_id = $1 and t.import_id = $2 and t.row = r.row`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("import", importId),
      entries.map(([row]) => row),
      arrayOfWords(entries.map(([, of]) => actionOf(of))),
      arrayOfJson(entries.map(([, of]) => json(of))),
      entries.map(([, of]) => hasWarning(of)),
    ],
  );
}
