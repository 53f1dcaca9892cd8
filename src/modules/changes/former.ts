// What an entry of the history says a record was before, and what of that is still its to give back.
import type { Wire } from "@/kernel/records";
import type { StoredEntry } from "./service";

const same = (a: unknown, b: unknown): boolean => stable(a) === stable(b);
/** JSON with sorted keys: the database does not keep the order of a jsonb's keys. */
const stable = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, v: unknown) =>
    v && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );

/** For each field of the entry: its former value, unless someone has changed it since. */
export function formerOf(current: Wire, entry: StoredEntry): { patch: Wire; kept: string[] } {
  const patch: Wire = {};
  const kept: string[] = [];
  for (const [key, former] of Object.entries(entry.before ?? {})) {
    if (key === "customFields") {
      revertCustomFields(current, entry, patch, kept);
      continue;
    }
    if (same(current[key], entry.after?.[key])) patch[key] = former;
    else kept.push(key);
  }
  return { patch, kept };
}

/** Custom fields are one value in the log but many to people: each is judged by itself. */
function revertCustomFields(current: Wire, entry: StoredEntry, patch: Wire, kept: string[]): void {
  const [now, before, after] = [
    current.customFields,
    entry.before?.customFields,
    entry.after?.customFields,
  ].map((v) => (v ?? {}) as Wire) as [Wire, Wire, Wire];
  const put: Wire = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[key], after[key])) continue;
    if (same(now[key], after[key])) put[key] = before[key] ?? null;
    else kept.push(`customFields.${key}`);
  }
  if (Object.keys(put).length > 0) patch.customFields = put;
}
