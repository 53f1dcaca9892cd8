/** A roll-up: one number or date gathered over the records that point to this one. Types only, safe in the browser. */
import type { FieldKind } from "./descriptor";

export const rollupFunctions = ["count", "sum", "min", "max", "latest"] as const;
export type RollupFunction = (typeof rollupFunctions)[number];

export interface Rollup {
  /** The type of the related records: "contact" for an account's contacts. */
  recordType: string;
  /** Their field that points here: "accountId". */
  through: string;
  function: RollupFunction;
  /** What is gathered; absent for `count`. */
  field?: string;
  /** The kind of a custom field that is gathered; filled in by the product. */
  fieldKind?: FieldKind;
}
