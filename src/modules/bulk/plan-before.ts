// What rows before one of a plan will have made, asked of the stored rows: to decide a single row anew as the plan did.
import { newId } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { Announced } from "./announced";
import type { Plan } from "./check";
import type { SourceRow } from "./decode";
import { chosenKey, folded, matchKeysOf } from "./lookups";
import { taken } from "./unique-values";

/** What is found, and the ids that rows before would give their new records: one for each row. */
type Found = { announced: Announced; newIds: Map<number, string> };

function newIdOf({ newIds }: Found, row: number, plan: Plan): string {
  const id = newIds.get(row) ?? newId(plan.type.prefix);
  newIds.set(row, id);
  return id;
}

type Ids = [tenantUuid: string, importUuid: string];

export async function plannedBefore(
  ctx: Ctx,
  ids: Ids,
  plans: readonly Plan[],
  source: SourceRow,
): Promise<Announced> {
  const announced = new Announced();
  const newIds = new Map<number, string>();
  const file = source.file ?? 0;
  for (const plan of plans) {
    if ((plan.file ?? 0) !== file) continue;
    await sameRecord(ctx, ids, plan, source, { announced, newIds });
    await sameValues(ctx, ids, plan, source, { announced, newIds });
    await namedRecords(ctx, ids, plan, plans, source, announced);
  }
  return announced;
}

/** The first row before `row` with this text in the column. */
async function earlier(
  ctx: Ctx,
  ids: Ids,
  row: number,
  file: number,
  index: number,
  text: string,
): Promise<number | undefined> {
  const [found] = await ctx.tx.query<{ row: number }>(
    `select row from import_rows where tenant_id = $1 and import_id = $2 and row < $3 and file = $4
       and action not in ('problem', 'excluded') and lower(btrim(cells->>$5::int)) = lower($6) order by row limit 1`,
    [...ids, row, file, index, text],
  );
  return found?.row;
}

/** Earlier rows that make the record which this row would match. */
async function sameRecord(ctx: Ctx, ids: Ids, plan: Plan, source: SourceRow, found: Found): Promise<void> {
  const { options, type, customFields, file = 0 } = plan;
  if ((!options.updateExisting && !options.skipDuplicates) || options.matchBy === "id") return;
  const chosen = options.matchBy ? chosenKey(type, options.matchBy, customFields) : undefined;
  for (const key of chosen ? [chosen] : matchKeysOf(type)) {
    const mapped = plan.mapped.find(({ target }) => target.path === key.field);
    const cell = mapped && String(source.cells[mapped.index] ?? "").trim();
    if (!mapped || !cell) continue;
    const row = await earlier(ctx, ids, source.row, file, mapped.index, cell);
    if (row !== undefined)
      found.announced.put(type, `${key.field}:${key.fold(cell)}`, {
        row,
        id: newIdOf(found, row, plan),
        name: cell,
      });
  }
}

/** Earlier rows that hold what no two records may hold. */
async function sameValues(ctx: Ctx, ids: Ids, plan: Plan, source: SourceRow, found: Found): Promise<void> {
  const { type, customFields, file = 0 } = plan;
  for (const { target, index } of plan.mapped) {
    if (!target.isCustom || !customFields.some((f) => f.key === target.key && f.isUnique)) continue;
    const cell = String(source.cells[index] ?? "").trim();
    const row = cell ? await earlier(ctx, ids, source.row, file, index, cell) : undefined;
    if (row === undefined) continue;
    const [part] = await ctx.tx.query<{ id: string | null }>(
      `select p->>'recordId' as id from import_rows r cross join lateral jsonb_array_elements(r.parts) p
       where r.tenant_id = $1 and r.import_id = $2 and r.row = $3 and p->>'recordType' = $4`,
      [...ids, row, type.name],
    );
    const id = part?.id ?? newIdOf(found, row, plan);
    found.announced.put(type, taken(`${target.path}:${cell.toLowerCase()}`), { row, id, name: cell });
  }
}

/** Records of other files that this row names: their rows come before its own. */
async function namedRecords(
  ctx: Ctx,
  ids: Ids,
  plan: Plan,
  plans: readonly Plan[],
  source: SourceRow,
  announced: Announced,
): Promise<void> {
  for (const { target, index, format } of plan.mapped) {
    const cell = String(source.cells[index] ?? "").trim();
    const text = (format?.values && Object.hasOwn(format.values, cell) && format.values[cell]) || cell;
    if (!text || (target.kind !== "user" && target.kind !== "record")) continue;
    const prefix = target.kind === "user" ? "user" : target.prefix;
    for (const other of plans) {
      if ((other.file ?? 0) === (plan.file ?? 0) || other.type.prefix !== prefix) continue;
      for (const path of ["name", "email", ...(prefix === "user" ? ["manager"] : [])]) {
        const mapped = other.mapped.find((one) => one.target.path === path);
        const row = mapped && (await earlier(ctx, ids, source.row, other.file ?? 0, mapped.index, text));
        if (!mapped || row === undefined) continue;
        const key = path === "email" ? `email:${text.toLowerCase()}` : `name:${folded(text)}`;
        announced.put(other.type, key, { row, id: newId(other.type.prefix), name: text });
      }
    }
  }
}

export async function namesInFile(ctx: Ctx, ids: Ids, plan: Plan): Promise<Set<string>> {
  const isLinking = plan.mapped.some(
    ({ target }) => target.kind === "record" && target.prefix === plan.type.prefix && target.path !== "id",
  );
  const named = plan.mapped.find(({ target }) => target.path === "name");
  if (!isLinking || !named) return new Set();
  const rows = await ctx.tx.query<{ name: string | null }>(
    `select left(cells->>$3::int, 1000) as name from import_rows
     where tenant_id = $1 and import_id = $2 and file = $4 and not is_excluded`,
    [...ids, named.index, plan.file ?? 0],
  );
  return new Set(rows.map(({ name }) => folded(name ?? "")));
}
