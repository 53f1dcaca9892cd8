// What a job was asked to load, made ready: for each target its fields, and which of them a row's own records fill.
import { z } from "zod";
import { AppError } from "@/kernel/errors";
import { type CustomField, customFieldsOf } from "@/kernel/fields/custom";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { RecordType } from "@/kernel/records";
import { type TenantRef, withTenant } from "@/kernel/tenancy";
import type { Plan } from "./check";
import { ColumnFormat } from "./formats";
import { importTypeNamed } from "./import-types";
import { chosenKey } from "./lookups";
import { type Target, targetsOf } from "./targets";

/** One kind of record that a file is loaded into, as a job keeps it. */
export const LoadTarget = z.strictObject({
  recordType: z.string(),
  /** Which file of the import; the first one when absent. */
  file: z.int().optional(),
  mapping: z.array(
    z.strictObject({
      index: z.int(),
      column: z.string(),
      path: z.string(),
      confidence: z.number(),
      format: ColumnFormat.optional(),
    }),
  ),
  /** The clock of its times that name no zone; UTC's when absent. */
  timeZone: z.string().optional(),
  /** What every row has in a field that no column fills. */
  fixed: z.record(z.string(), z.string()).optional(),
  options: z.strictObject({
    updateExisting: z.boolean(),
    skipDuplicates: z.boolean(),
    validationLevel: z.enum(["strict", "lenient"]),
    matchBy: z.string().nullable().optional(),
    clearsEmpty: z.boolean().optional(),
  }),
});
export type LoadTarget = z.output<typeof LoadTarget>;

export const SourceFormSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("csv"),
    encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252"]),
    delimiter: z.string(),
    isConverted: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal("json") }),
]);

/** What points to another type comes after it. */
const order = ["user", "product", "account", "contact", "lead", "deal", "task"];
const placeOf = (recordType: string): number => (order.indexOf(recordType) + 1 || order.length + 1) - 1;

export const inLoadingOrder = <T extends { recordType: string }>(targets: readonly T[]): T[] =>
  [...targets].sort((a, b) => placeOf(a.recordType) - placeOf(b.recordType));

/** The fields by which a record of `type` points to a record of `other`: the first one. */
const linkTarget = (targets: readonly Target[], other: RecordType): Target | undefined =>
  targets.find((t) => !t.isCustom && t.kind === "record" && t.prefix === other.prefix && t.path !== "id") ??
  targets.find((t) => t.isCustom && t.kind === "record" && t.prefix === other.prefix);

export function planOf(
  type: RecordType,
  customFields: CustomField[],
  load: LoadTarget,
  before: readonly RecordType[],
  isLinkedFrom: boolean,
): Plan {
  const targets = targetsOf(type, customFields);
  const byPath = new Map(targets.map((target) => [target.path, target]));
  refuseGone(type, customFields, load, byPath);
  const mapped = load.mapping.flatMap(({ index, column, path, confidence, format }) => {
    const target = byPath.get(path);
    return target ? [{ index, column, target, confidence, format }] : [];
  });
  const linkedTo = before.flatMap((other) => {
    const target = linkTarget(targets, other);
    return target ? [{ target, recordType: other.name }] : [];
  });
  const { options, file = 0 } = load;
  const fixed = Object.entries(load.fixed ?? {}).flatMap(([path, text]) => {
    const target = byPath.get(path);
    return target ? [{ target, text }] : [];
  });
  const misspelt = new Map();
  const { timeZone } = load;
  return { fixed, type, mapped, customFields, options, timeZone, misspelt, linkedTo, isLinkedFrom, file };
}

const fieldGone = (path: string, what: string, why = "was deleted since") =>
  new AppError(
    "IMPORT_FIELD_GONE",
    422,
    `${what} ${path}, a field that ${why}: restore it in Settings → Fields, or plan the import without it`,
    { details: { field: path } },
  );

/** What its values were to become is not there any more: they are not lost without a word, nor matched by something else. */
function refuseGone(
  type: RecordType,
  customFields: CustomField[],
  load: LoadTarget,
  byPath: ReadonlyMap<string, Target>,
): void {
  const column = load.mapping.find(({ path }) => !byPath.has(path));
  if (column) throw fieldGone(column.path, `The column "${column.column}" is to fill`);
  const fixed = Object.keys(load.fixed ?? {}).find((path) => !byPath.has(path));
  if (fixed) throw fieldGone(fixed, "A value for all rows is to fill");
  const { matchBy } = load.options;
  if (matchBy && matchBy !== "id" && !chosenKey(type, matchBy, customFields))
    throw fieldGone(matchBy, "Rows are to be recognised by", "was deleted since or is not unique any more");
}

async function plansIn(ctx: Pick<Ctx, "tx" | "tenant">, loads: readonly LoadTarget[]): Promise<Plan[]> {
  const plans: Plan[] = [];
  const types = inLoadingOrder(loads).map((load) => {
    const type = importTypeNamed(load.recordType);
    if (!type) throw new AppError("UNKNOWN_RECORD_TYPE", 422, "There is no such kind of record");
    return { type, load };
  });
  for (const [i, { type, load }] of types.entries()) {
    const isAlong = (one: { load: LoadTarget }) => (one.load.file ?? 0) === (load.file ?? 0);
    const before = types.slice(0, i).flatMap((one) => (isAlong(one) ? one.type : []));
    const customFields = await customFieldsOf(ctx, type.name);
    plans.push(planOf(type, customFields, load, before, types.slice(i + 1).some(isAlong)));
  }
  return plans;
}

/** Refuses to go on when a field that is to be filled was deleted since; until the transaction ends none of them can be. */
export async function holdFields(ctx: Ctx, plans: readonly Plan[]): Promise<void> {
  const keyed = plans.flatMap(({ mapped, fixed = [], customFields }) =>
    [...mapped, ...fixed].flatMap(({ target }) => {
      const f = target.isCustom && customFields.find(({ key }) => key === target.key);
      return f ? [{ id: uuidOf("field", f.id), path: target.path }] : [];
    }),
  );
  if (keyed.length === 0) return;
  const held = await ctx.tx.query<{ id: string }>(
    "select id from custom_fields where tenant_id = $1 and id = any($2::uuid[]) and deleted_at is null for key share",
    [uuidOf("tenant", ctx.tenant.id), keyed.map(({ id }) => id)],
  );
  const gone = keyed.find(({ id }) => !held.some((one) => one.id === id));
  if (gone) throw fieldGone(gone.path, "Rows are to fill");
}

export const plansOf = (tenant: TenantRef, loads: readonly LoadTarget[]): Promise<Plan[]> =>
  withTenant(tenant, "read", (tx) => plansIn({ tx, tenant }, loads));
export const plansWithin = plansIn;
