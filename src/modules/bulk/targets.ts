// What a column of a file can be: a field of the record, one part of its address, a field of the tenant's own, or the
// id of the record; each with the names by which it is recognised.

import type { z } from "zod";
import {
  addressPartLabels,
  addressParts,
  addressSchema,
  type Field,
  type FieldKind,
  type FieldOption,
} from "@/kernel/fields";
import { type CustomField, isComputed, targetPrefix } from "@/kernel/fields/custom";
import { customValueSchema } from "@/kernel/fields/custom-value";
import type { IdPrefix } from "@/kernel/id";
import type { RecordType } from "@/kernel/records";

export type Target = {
  /** `email`, `address.country`, `customFields.budget`, `id`. */
  path: string;
  label: string;
  kind: FieldKind;
  key: string;
  part: string | null;
  isCustom: boolean;
  isRequired: boolean;
  isPersonal: boolean;
  /** Checks and normalises a value; null for what is looked up (people, other records, the id). */
  schema: z.ZodType | null;
  options: FieldOption[];
  /** The prefix of the ids that the field holds. */
  prefix: IdPrefix | null;
  /** Plain forms of every name by which the target is recognised, the exact ones first. */
  exact: string[];
  aliases: string[];
};

/** `First_Name`, `firstName` and `Vörname ` without what does not matter: lower case, no accents, letters and digits. */
export const plain = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

const partNames: Record<(typeof addressParts)[number], string[]> = {
  street: ["street", "street address", "address", "address line 1", "address 1", "strasse"],
  city: ["city", "town", "city town", "ort", "stadt"],
  state: ["state", "province", "region", "state province", "county"],
  zipCode: ["zip", "zip code", "postal code", "postcode", "plz"],
  country: ["country", "office location", "country region", "nation", "land"],
};

function addressTargets(key: string, f: Field, isFirst: boolean): Target[] {
  return addressParts.map((part) => ({
    path: `${key}.${part}`,
    label: isFirst ? addressPartLabels[part] : `${f.label}: ${addressPartLabels[part].toLowerCase()}`,
    kind: "text",
    key,
    part,
    isCustom: false,
    isRequired: false,
    isPersonal: f.isPersonal,
    schema: addressSchema.shape[part],
    options: [],
    prefix: null,
    exact: [`${key}${part}`, `${f.label}${part}`, `${f.label}${addressPartLabels[part]}`].map(plain),
    aliases: isFirst ? partNames[part].map(plain) : [],
  }));
}

const ownerNames = [
  ...["owner", "owner email", "owner name", "assigned to", "assignee", "responsible", "account manager"],
  ...["agent", "sales agent", "rep", "sales rep", "salesperson"],
];

function fieldTarget(key: string, f: Field): Target {
  const isLookup = f.kind === "user" || f.kind === "record";
  const relation = f.relation ? [f.relation, `${f.relation} name`, `${f.label} name`] : [];
  const owner = key === "ownerId" ? ownerNames : [];
  return {
    path: key,
    label: f.label,
    kind: f.kind,
    key,
    part: null,
    isCustom: false,
    isRequired: f.isRequired && !f.isReadOnly && f.defaultValue === undefined && !f.hasDefault,
    isPersonal: f.isPersonal,
    schema: isLookup ? null : f.schema,
    options: f.options ?? [],
    prefix: f.idPrefix ?? null,
    exact: [plain(key), plain(f.label)],
    aliases: [...f.aliases, ...relation, ...owner].map(plain),
  };
}

/** What a column of an export may show of it instead of its id. */
const partsOfLink = ({ kind }: CustomField): string[] =>
  kind === "user" ? ["name", "email"] : kind === "record" ? ["name"] : [];

function customTarget(f: CustomField): Target {
  const prefix = f.kind === "user" ? "user" : (targetPrefix(f) ?? null);
  return {
    path: `customFields.${f.key}`,
    label: f.label,
    kind: f.kind,
    key: f.key,
    part: null,
    isCustom: true,
    isRequired: f.isRequired && (f.defaultValue === null || f.defaultValue === undefined),
    isPersonal: false,
    schema: f.kind === "user" || f.kind === "record" ? null : customValueSchema(f, prefix ?? undefined),
    options: f.options ?? [],
    prefix,
    exact: [plain(f.key), plain(`customFields${f.key}`)],
    aliases: [
      f.label,
      ...partsOfLink(f).flatMap((part) => [
        `${f.key} ${part}`,
        `customFields ${f.key} ${part}`,
        `${f.label} ${part}`,
      ]),
    ].map(plain),
  };
}

/** A field that no column fills: its values follow from others. */
export type Computed = Pick<Target, "path" | "label" | "exact" | "aliases">;
export const computedOf = (customFields: CustomField[]): Computed[] =>
  customFields.filter(isComputed).map(customTarget);

/** Everything that a column may be mapped to, in the order of the form. */
export function targetsOf(type: RecordType, customFields: CustomField[]): Target[] {
  const targets: Target[] = [];
  let hasAddress = false;
  for (const [key, f] of Object.entries(type.fields) as [string, Field][]) {
    if (key === "id") {
      targets.push({ ...fieldTarget(key, f), schema: null, aliases: [plain(`${type.name} id`)] });
    } else if (f.kind === "address") {
      targets.push(...addressTargets(key, f, !hasAddress));
      hasAddress = true;
    } else if (!f.isReadOnly && f.isImportable) targets.push(fieldTarget(key, f));
  }
  for (const f of customFields) if (!isComputed(f)) targets.push(customTarget(f));
  return targets;
}
