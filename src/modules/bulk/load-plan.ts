// What a job was asked to load, made ready: for each target its fields, and which of them a row's own records fill.
import { z } from "zod";
import { AppError } from "@/kernel/errors";
import { type CustomField, customFieldsOf } from "@/kernel/fields/custom";
import type { Ctx } from "@/kernel/operation";
import type { RecordType } from "@/kernel/records";
import { type TenantRef, withTenant } from "@/kernel/tenancy";
import type { Plan } from "./check";
import { ColumnFormat } from "./formats";
import { importTypeNamed } from "./import-types";
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

export const plansOf = (tenant: TenantRef, loads: readonly LoadTarget[]): Promise<Plan[]> =>
  withTenant(tenant, "read", (tx) => plansIn({ tx, tenant }, loads));
export const plansWithin = plansIn;
