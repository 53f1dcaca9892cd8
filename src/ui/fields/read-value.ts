/** Reads and writes a field in a record by its dotted key ("customFields.industry", "address.city"). */
import type { FieldDescriptor } from "@/kernel/fields/descriptor";

export interface RecordLike {
  id: string;
  [key: string]: unknown;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function readValue(record: unknown, key: string): unknown {
  let value: unknown = record;
  for (const part of key.split(".")) value = isObject(value) ? value[part] : undefined;
  return value;
}

/** A copy with the field set; what is not on the way stays the same object. */
export function withValue<R extends object>(record: R, key: string, value: unknown): R {
  const [head = "", ...rest] = key.split(".");
  const inner = (record as Record<string, unknown>)[head];
  const next = rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest.join("."), value);
  return { ...record, [head]: next };
}

/** The patch that changes one field: `customFields` merge key by key on the server, so one key is enough. */
export function patchOf(key: string, value: unknown): Record<string, unknown> {
  return withValue({}, key, value);
}

export interface Reference {
  id: string;
  name: string;
  href?: string;
  avatarUrl?: string;
}

/** What a user or record field points to, if the record carries more than its id. */
export function readReference(
  field: FieldDescriptor,
  value: unknown,
  record: unknown,
): Reference | undefined {
  for (const candidate of [field.relation ? readValue(record, field.relation) : undefined, value]) {
    if (!isObject(candidate)) continue;
    const { id, name, label, href, avatarUrl } = candidate;
    const text = name ?? label;
    if (typeof id === "string" && typeof text === "string") {
      return {
        id,
        name: text,
        href: typeof href === "string" ? href : undefined,
        avatarUrl: typeof avatarUrl === "string" ? avatarUrl : undefined,
      };
    }
  }
  return undefined;
}

export function isEmptyValue(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) ? Object.values(value).every(isEmptyValue) : false;
}
