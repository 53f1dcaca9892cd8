// Computed fields of a tenant as SQL over a row: formulas over the record's own fields and roll-ups over the records
// that point to it. The database computes them whenever they are read, so they are never stale.
import { invalidField } from "@/kernel/errors";
import { type CustomField, customFieldsOf, isComputed, siblingsOf } from "@/kernel/fields/custom";
import type { FieldKind } from "@/kernel/fields/descriptor";
import type { Rollup } from "@/kernel/fields/rollup";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import type { RecordType } from "@/kernel/records/define";
import { isDatabaseError } from "@/platform/database/failures";
import { Computation, type Read } from "./computation";
import { FormulaFault } from "./formula-parse";
import { Params } from "./params";

/** The value of a formula or a roll-up, in the type of its kind's column. */
export function computedExpression(
  type: RecordType,
  field: CustomField,
  alias: string,
  params: Params,
  tenant: string,
): string {
  return new Computation(params, tenant, siblingsOf(field)).stored(type, field, alias);
}

/** What the value of a computed field is made of; undefined when its definition no longer fits. */
export function readsOf(type: RecordType, field: CustomField): Read[] | undefined {
  const computation = new Computation(new Params(), "null", siblingsOf(field));
  try {
    computation.value(type, field, "t");
    return computation.reads;
  } catch (error) {
    if (error instanceof FormulaFault) return undefined;
    throw error;
  }
}

const computableKinds: FieldKind[] = ["text", "integer", "number", "money", "boolean", "date", "dateTime"];

/** Refuses a formula that cannot be read and a roll-up over what is not there; the database has the last word. */
export async function checkComputed(
  ctx: Pick<Ctx, "tenant" | "tx">,
  type: RecordType,
  f: CustomField,
): Promise<void> {
  if (!isComputed(f)) return;
  await tryComputed(ctx, type, f, () => "true limit 1");
}

/** The value that a definition, stored or not, has for each row that `where` leaves; a fault is the definition's. */
export async function tryComputed(
  ctx: Pick<Ctx, "tenant" | "tx">,
  type: RecordType,
  f: CustomField,
  /** Further conditions over `t`, and what may follow them. */
  where: (params: Params, tenant: string) => string,
): Promise<{ id: string; value: unknown }[]> {
  const at = f.formula === null ? "rollup" : "formula";
  if (!computableKinds.includes(f.kind))
    throw invalidField(at, `A field of kind ${f.kind} cannot be computed`);
  if (f.rollup) f.rollup.fieldKind = await gatheredKind(ctx, f.rollup);
  const others = (await customFieldsOf(ctx, type.name)).filter((one) => one.id !== f.id);
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  try {
    // Once for its faults, which `stored` does not throw, and once for the statement.
    new Computation(new Params(), tenant, [...others, f]).value(type, f, "t");
    const computation = new Computation(params, tenant, [...others, f]);
    const rows = await ctx.tx.query<{ id: string; value: unknown }>(
      `select t.id, ${computation.stored(type, f, "t")} as value from ${type.tableName} t where t.tenant_id = ${tenant} and ${where(params, tenant)}`,
      params.values,
    );
    return rows.map(({ id, value }) => ({
      id,
      value: f.kind === "money" && typeof value === "number" ? value / 100 : (value ?? null),
    }));
  } catch (error) {
    if (error instanceof FormulaFault) throw invalidField(at, `${at}: ${error.message}`);
    if (isDatabaseError(error)) throw invalidField(at, `${at}: the values do not fit together`);
    throw error;
  }
}

/** Kinds of custom fields do not change: that of the gathered one is kept beside its name. */
async function gatheredKind(ctx: Pick<Ctx, "tenant" | "tx">, rollup: Rollup): Promise<FieldKind | undefined> {
  if (!rollup.field?.startsWith("customFields.")) return undefined;
  const key = rollup.field.slice(13);
  return (await customFieldsOf(ctx, rollup.recordType)).find((one) => one.key === key && !isComputed(one))
    ?.kind;
}
