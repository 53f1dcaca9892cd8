// Values that no two records may hold: a row that brings one which another record, or an earlier row, holds already is
// told so in its cell, when it is planned as when it is written. The unique index of the database is the net below.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Wire } from "@/kernel/records";
import type { Announced } from "./announced";
import { type CheckedRow, fault, type Plan } from "./check";
import type { Target } from "./targets";

/** Longer ones are compared by their hash, which only the database makes. */
const mostLength = 300;

type Holder = { id: string; row: number | null };
type Watched = { key: string; fieldId: string; label: string; column: string | null; target: Target };

export class UniqueValues {
  private readonly watched: Watched[];
  private readonly holders = new Map<string, Holder>();

  constructor(private readonly plan: Plan) {
    const filled = [
      ...plan.mapped,
      // Links to what the same row becomes besides, and what all rows have.
      ...[...plan.linkedTo, ...(plan.fixed ?? [])].map(({ target }) => ({ column: null, target })),
    ];
    this.watched = filled.flatMap(({ column, target }) => {
      const f = plan.customFields.find((one) => target.isCustom && one.key === target.key);
      return f?.isUnique ? [{ key: f.key, fieldId: f.id, label: f.label, column, target }] : [];
    });
  }

  /** Asks who holds the values of these rows, their links resolved: records that are there, and rows planned before. */
  async lookUp(ctx: Ctx, rows: readonly CheckedRow[], announced: Announced | null): Promise<void> {
    const { type } = this.plan;
    for (const field of this.watched) {
      const values = new Set(rows.flatMap(({ values }) => textAt(values, field.key) ?? []));
      if (values.size === 0) continue;
      const found = await ctx.tx.query<{ value: string; record_id: string }>(
        `select k.value, v.record_id from unnest($3::text[]) as k(value)
         join field_values v on v.tenant_id = $1 and v.field_id = $2 and v.unique_key = lower(k.value)`,
        [uuidOf("tenant", ctx.tenant.id), uuidOf("field", field.fieldId), [...values]],
      );
      for (const { value, record_id } of found)
        this.holders.set(keyOf(field, value), { id: toPublicId(type.prefix, record_id), row: null });
      if (!announced) continue;
      const keys = [...values].map((value) => keyOf(field, value));
      const planned = await announced.find(
        ctx,
        type,
        keys.flatMap((key) => [freed(key), taken(key)]),
      );
      for (const key of keys) {
        if (planned.has(freed(key))) this.holders.delete(key);
        const by = planned.get(taken(key));
        if (by) this.holders.set(key, { id: by.id, row: by.row });
      }
    }
  }

  /** Finds fault with values that are another's; `id` is the record that the row changes, if it is there. */
  refuseTaken(row: CheckedRow, id: string | null): void {
    for (const field of this.watched) {
      const value = textAt(row.values, field.key);
      const holder = value === undefined ? undefined : this.holders.get(keyOf(field, value));
      if (!holder || holder.id === id) continue;
      const { column, target } = field;
      // A link is told as the file names it.
      const text = row.lookups.find((one) => one.target.path === target.path)?.text ?? value;
      const who = holder.row === null ? "" : ` (row ${holder.row})`;
      const message = `${field.label}: another ${this.plan.type.label.toLowerCase()} has this value already${who}`;
      fault(row, this.plan.options, { column, target, value: text }, "NOT_UNIQUE", message);
      // Where the fault is only noted, the record comes without the value.
      const { [field.key]: _, ...others } = row.values.customFields as Wire;
      row.values.customFields = others;
    }
  }

  /** From here on the values are this record's; those that it had before are free. */
  take(values: Wire, holder: Holder, before: Wire | undefined): void {
    for (const field of this.watched) {
      const value = textAt(values, field.key);
      if (value === undefined) continue;
      const former = before && textAt(before, field.key);
      if (former !== undefined && this.holders.get(keyOf(field, former))?.id === holder.id)
        this.holders.delete(keyOf(field, former));
      this.holders.set(keyOf(field, value), holder);
    }
  }

  /** Tells the chunks behind this one what a planned record takes and what it frees. */
  announce(announced: Announced, values: Wire, by: Parameters<Announced["put"]>[2], before?: Wire): void {
    const { type } = this.plan;
    for (const field of this.watched) {
      const value = textAt(values, field.key);
      if (value === undefined) continue;
      const former = before && textAt(before, field.key);
      if (former !== undefined && keyOf(field, former) !== keyOf(field, value))
        announced.put(type, freed(keyOf(field, former)), by);
      announced.put(type, taken(keyOf(field, value)), by);
    }
  }
}

const textAt = (values: Wire, key: string): string | undefined => {
  const value = (values.customFields as Wire | undefined)?.[key];
  if (value === null || value === undefined || Array.isArray(value)) return undefined;
  const text = String(value);
  return text.length > mostLength ? undefined : text;
};

const keyOf = (field: Pick<Watched, "key">, value: string): string =>
  `customFields.${field.key}:${value.toLowerCase()}`;
/** Apart from the keys by which records are matched. */
export const taken = (key: string): string => `unique:${key}`;
const freed = (key: string): string => `freed:${key}`;
