// Rules of a record type: what must hold beyond single fields, and what follows from a write. Every way to write a
// record (create, update, import, undo, merge) runs them, so none can go around them.

import { type FieldError, validationFailed } from "@/kernel/errors";
import { currencyFault } from "@/kernel/fields/currency";
import type { Ctx } from "@/kernel/operation/context";
import type { RecordType } from "./define";
import type { Wire } from "./rows";

export type RecordWrite = {
  /** The record as it is stored; null for a new one. */
  before: Wire | null;
  /** The record as it would be. */
  next: Wire;
  /** What the caller gave, checked field by field; for a change only what differs. */
  sent: Wire;
  /** What the caller says about the change itself, beside the fields: a reason. */
  about: Wire;
};

export type RecordRules = {
  /** Whether the caller, whose scope is narrow, may still give the record to anyone active: a task, an assigned lead. */
  mayGive?: (write: RecordWrite) => boolean;
  /** Refuses by throwing; answers the fields to store besides those sent, read-only ones included. */
  complete?: (ctx: Ctx, write: RecordWrite) => Promise<Wire>;
  /** After the row was sent, in the same transaction: histories and further events. */
  written?: (ctx: Ctx, write: RecordWrite & { after: Wire }) => Promise<void>;
};

/** Money has the decimals of its record's currency, all faults at once. */
export function checkMoney(type: RecordType, record: Wire, keys?: string[]): void {
  const faults: FieldError[] = [];
  for (const column of type.columns) {
    const { key, currencyField } = column;
    const amount = record[key];
    if (!currencyField || typeof amount !== "number") continue;
    if (keys && !keys.includes(key) && !keys.includes(currencyField)) continue;
    const fault = currencyFault(amount, String(record[currencyField]));
    if (fault) faults.push({ field: key, code: "VALIDATION_ERROR", message: `${key} ${fault}` });
  }
  if (faults.length > 0) throw validationFailed(faults);
}
