// Every record type of the product, by name: for what crosses types (links on deletion, timelines, history, search).
import type { RecordType } from "./define";

const byName = new Map<string, RecordType>();

export function registerRecord<T extends RecordType>(type: T): T {
  byName.set(type.name, type as unknown as RecordType);
  return type;
}

export const recordTypes = (): RecordType[] => [...byName.values()];

export const recordTypeNamed = (name: string): RecordType | undefined => byName.get(name);

/** The type whose ids look like `id`. */
export const recordTypeOfId = (id: string): RecordType | undefined => {
  const prefix = id.slice(0, Math.max(0, id.lastIndexOf("_")));
  return recordTypes().find((type) => type.prefix === prefix);
};

/** The fields of all types that point to `type`: who loses a link when it goes. */
export const referencesTo = (type: RecordType): { from: RecordType; field: string }[] =>
  recordTypes().flatMap((from) =>
    Object.entries(from.fields)
      .filter(([, f]) => f.kind === "record" && f.idPrefix === type.prefix)
      .map(([field]) => ({ from, field })),
  );
