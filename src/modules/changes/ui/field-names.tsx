"use client";
// The fields that a change is about, by the names that people know: each custom field by itself.
import { useScreens } from "@/modules/records/ui/record-screen";
import { useDescribedFields } from "@/modules/records/ui/use-fields";

type Values = Record<string, unknown> | null;

const prefix = "customFields.";

/** What differs between two states of a record; a custom field as `customFields.<key>`. */
export function changedFields(before: Values, after: Values): string[] {
  return Object.keys({ ...before, ...after }).flatMap((key) => {
    if (key !== "customFields") return [key];
    const [then, now] = [before?.customFields, after?.customFields].map(
      (values) => (values ?? {}) as Record<string, unknown>,
    );
    return Object.keys({ ...then, ...now })
      .filter((name) => JSON.stringify(then?.[name] ?? null) !== JSON.stringify(now?.[name] ?? null))
      .map((name) => prefix + name);
  });
}

interface FieldNamesProps {
  recordType: string;
  fields: string[];
}

export function FieldNames({ recordType, fields }: FieldNamesProps) {
  const hasScreen = useScreens().some(({ name }) => name === recordType);
  return hasScreen ? <Described recordType={recordType} fields={fields} /> : fields.join(", ");
}

function Described({ recordType, fields }: FieldNamesProps) {
  const described = useDescribedFields(recordType);
  const nameOf = (key: string) =>
    described.fields.find((field) => field.key === key)?.label ??
    (key.startsWith(prefix) && !described.isLoading ? `${key.slice(prefix.length)} (deleted field)` : key);
  return fields.map(nameOf).join(", ");
}
