// What a merge would make of the winner: whose value is taken for each field.
import { validationFailed } from "@/kernel/errors";
import { type CustomField, customFieldsOf, isComputed } from "@/kernel/fields/custom";
import type { Ctx } from "@/kernel/operation";
import { nearest } from "@/kernel/query";
import type { RecordType, Wire } from "@/kernel/records";
import type { MergeInput, MergePreview } from "./schema";

type PlannedField = MergePreview["fields"][number];
export type Plan = { fields: PlannedField[]; patch: Wire };

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
const stable = (value: unknown): string => JSON.stringify(value ?? null);

/** `records` has the winner first. */
export async function planMerge(
  ctx: Ctx,
  type: RecordType,
  records: Wire[],
  choices: MergeInput["choices"] = {},
): Promise<Plan> {
  const custom = (await customFieldsOf(ctx, type.name)).filter((f) => !isComputed(f));
  const names = choosable(type, custom);
  refuseUnknown(choices, names, records);
  const fields: PlannedField[] = [];
  const patch: Wire = {};
  const ids = records.map((record) => record.id as string);
  const winner = records[0]!;
  const groups = moneyGroups(type);
  const providers = providersOf(groups, records, choices);

  const plan = (
    name: string,
    label: string,
    read: (record: Wire) => unknown,
    provider?: Wire,
  ): PlannedField | null => {
    if (records.every((record) => isEmpty(read(record)))) return null;
    const values = Object.fromEntries(records.map((record) => [record.id as string, read(record) ?? null]));
    const chosen = choices[name] ? records.find((record) => record.id === choices[name]) : undefined;
    const from = chosen ?? provider ?? records.find((record) => !isEmpty(read(record)))!;
    const isConflict = new Set(records.filter((r) => !isEmpty(read(r))).map((r) => stable(read(r)))).size > 1;
    const field: PlannedField = {
      field: name,
      label,
      values,
      from: from.id as string,
      value: read(from) ?? null,
      isConflict,
      together: groups.find((group) => group.includes(name))?.filter((one) => one !== name) ?? [],
    };
    fields.push(field);
    return field;
  };

  for (const [key, f] of Object.entries(type.fields)) {
    if (f.isReadOnly || key === "customFields") continue;
    const read = (record: Wire) => record[key];
    if (key === "tags" && !choices.tags) {
      const united = [...new Set(records.flatMap((record) => (record.tags as string[] | null) ?? []))];
      const planned = plan(key, f.label, read);
      if (!planned) continue;
      Object.assign(planned, { from: null, value: united });
      if (stable(united) !== stable(winner.tags)) patch.tags = united;
      continue;
    }
    const planned = plan(key, f.label, read, providers.get(key));
    if (!planned) continue;
    // A link to one of the records themselves would lead from the winner to itself.
    if (f.idPrefix === type.prefix && ids.includes(planned.value as string)) planned.value = null;
    // The winner's own link to one of the others is cleared with all other links to it.
    if (planned.value === null && f.idPrefix === type.prefix && ids.includes(winner[key] as string)) continue;
    if (stable(planned.value) !== stable(winner[key])) patch[key] = planned.value;
  }
  const customPatch: Wire = {};
  for (const f of custom) {
    const read = (record: Wire) => (record.customFields as Wire)[f.key];
    const planned = plan(`customFields.${f.key}`, f.label, read);
    if (!planned) continue;
    const isOwn = f.kind === "record" && f.targetType === type.name;
    if (isOwn && ids.includes(planned.value as string)) planned.value = null;
    if (planned.value === null && isOwn && ids.includes(read(winner) as string)) continue;
    if (stable(planned.value) !== stable(read(winner))) customPatch[f.key] = planned.value;
  }
  if (Object.keys(customPatch).length > 0) patch.customFields = customPatch;
  return { fields, patch };
}

const choosable = (type: RecordType, custom: CustomField[]): string[] => [
  ...Object.entries(type.fields)
    .filter(([key, f]) => !f.isReadOnly && key !== "customFields")
    .map(([key]) => key),
  ...custom.map((f) => `customFields.${f.key}`),
];

function refuseUnknown(choices: Record<string, string>, names: string[], records: Wire[]): void {
  const faults = Object.entries(choices).flatMap(([name, id]) => {
    if (!names.includes(name)) {
      const near = nearest(name, names);
      return [
        {
          field: `choices.${name}`,
          code: "UNKNOWN_FIELD",
          message: `Unknown field "${name}".${near ? ` Did you mean "${near}"?` : ""}`,
        },
      ];
    }
    if (records.some((record) => record.id === id)) return [];
    return [
      {
        field: `choices.${name}`,
        code: "VALIDATION_ERROR",
        message: `choices.${name} must be the id of one of the records`,
      },
    ];
  });
  if (faults.length > 0) throw validationFailed(faults);
}

/** An amount means nothing without its currency: both, and every amount beside them, come from one record. */
function moneyGroups(type: RecordType): string[][] {
  const groups = new Map<string, string[]>();
  for (const [key, f] of Object.entries(type.fields))
    if (f.currencyField) groups.set(f.currencyField, [...(groups.get(f.currencyField) ?? []), key]);
  return [...groups].map(([currency, amounts]) => [...amounts, currency]);
}

function providersOf(
  groups: string[][],
  records: Wire[],
  choices: Record<string, string>,
): Map<string, Wire> {
  const providers = new Map<string, Wire>();
  for (const group of groups) {
    const named = new Set(group.flatMap((key) => choices[key] ?? []));
    if (named.size > 1) {
      const words = group.join(" and ");
      throw validationFailed(
        group
          .filter((key) => choices[key])
          .map((key) => ({
            field: `choices.${key}`,
            code: "VALIDATION_ERROR",
            message: `choices.${key}: ${words} must be taken from the same record`,
          })),
      );
    }
    const amounts = group.slice(0, -1);
    const provider =
      records.find((record) => named.has(record.id as string)) ??
      records.find((record) => amounts.some((key) => !isEmpty(record[key]))) ??
      records[0]!;
    for (const key of group) providers.set(key, provider);
  }
  return providers;
}
