// What an entry of the history says a record was before, and what of that is still its to give back.
import type { RecordType, Wire } from "@/kernel/records";
import type { StoredEntry } from "./service";

const same = (a: unknown, b: unknown): boolean => stable(a) === stable(b);
/** JSON with sorted keys: the database does not keep the order of a jsonb's keys. */
const stable = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, v: unknown) =>
    v && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );

/** What an entry has to give back: `kept` was changed since, `gone` are custom fields that were deleted since. */
export type Former = { patch: Wire; kept: string[]; gone: string[] };

/** For each field of the entry: its former value, unless someone has changed it since. */
export function formerOf(current: Wire, entry: StoredEntry, customKeys: ReadonlySet<string>): Former {
  const patch: Wire = {};
  const kept: string[] = [];
  const gone: string[] = [];
  for (const [key, former] of Object.entries(entry.before ?? {})) {
    if (key === "customFields") {
      revertCustomFields(current, entry, customKeys, { patch, kept, gone });
      continue;
    }
    if (same(current[key], entry.after?.[key])) patch[key] = former;
    else kept.push(key);
  }
  return { patch, kept, gone };
}

/** Custom fields are one value in the log but many to people: each is judged by itself. */
function revertCustomFields(
  current: Wire,
  entry: StoredEntry,
  customKeys: ReadonlySet<string>,
  { patch, kept, gone }: Former,
): void {
  const [now, before, after] = [
    current.customFields,
    entry.before?.customFields,
    entry.after?.customFields,
  ].map((v) => (v ?? {}) as Wire) as [Wire, Wire, Wire];
  const put: Wire = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[key], after[key])) continue;
    if (!customKeys.has(key)) gone.push(`customFields.${key}`);
    else if (same(now[key], after[key])) put[key] = before[key] ?? null;
    else kept.push(`customFields.${key}`);
  }
  if (Object.keys(put).length > 0) patch.customFields = put;
}

/** The fields of a patch, each custom field by itself. */
export const fieldsOf = (patch: Wire): string[] =>
  Object.keys(patch).flatMap((key) =>
    key === "customFields"
      ? Object.keys(patch.customFields as Wire).map((name) => `customFields.${name}`)
      : [key],
  );

/** The patch without these fields; an amount goes with its currency. */
export function withoutFields(type: RecordType, patch: Wire, fields: string[]): Wire {
  const currencyOf = (key: string) => type.fields[key as keyof typeof type.fields]?.currencyField;
  const currencies = new Set(fields.flatMap((key) => [key, currencyOf(key) ?? key]));
  const isLeft = (field: string): boolean =>
    !fields.includes(field) && !currencies.has(field) && !currencies.has(currencyOf(field) ?? field);
  const left: Wire = {};
  for (const [key, value] of Object.entries(patch)) {
    if (key !== "customFields") {
      if (isLeft(key)) left[key] = value;
      continue;
    }
    const custom = Object.entries(value as Wire).filter(([name]) => isLeft(`customFields.${name}`));
    if (custom.length > 0) left.customFields = Object.fromEntries(custom);
  }
  return left;
}
