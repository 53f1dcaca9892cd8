// The columns of an export: named as in filters and views, `account.name` and `created_at` of the contract included.
import { addressParts } from "@/kernel/fields";
import { type CustomField, customFieldsOf } from "@/kernel/fields/custom";
import type { Ctx } from "@/kernel/operation";
import type { Params } from "@/kernel/query";
import { type Expression, Expressions, type RecordType } from "@/kernel/records";

export type ExportColumns = { columns: Expression[]; joins: string };

/** `created_at` → `createdAt`; names that are written as the API has them stay. */
export const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Everything that an import could take back, the id first. */
async function usualColumns(ctx: Ctx, type: RecordType): Promise<string[]> {
  const own = Object.entries(type.fields).flatMap(([key, f]) => {
    if (key === "customFields" || key === "version") return [];
    return f.kind === "address" ? addressParts.map((part) => `${key}.${part}`) : [key];
  });
  const custom = await customFieldsOf(ctx, type.name);
  return [...own, ...custom.map((f) => `customFields.${f.key}`)];
}

export async function exportColumns(
  ctx: Ctx,
  type: RecordType,
  params: Params,
  asked: string[] | undefined,
  forPeople = false,
): Promise<ExportColumns> {
  const expressions = new Expressions(ctx, type, params, true);
  const names = asked && asked.length > 0 ? expanded(type, asked) : await usualColumns(ctx, type);
  const columns: Expression[] = [];
  const isShared = await sharedLabels(ctx, type);
  const add = async (name: string, path: string) => {
    const column = await expressions.of(name, path);
    columns.push(isShared(column.label) ? { ...column, label: name } : column);
  };
  const custom = await customFieldsOf(ctx, type.name);
  for (const [i, name] of names.entries()) {
    const called = forPeople ? calledBy(type, custom, name) : undefined;
    if (called && !names.includes(called)) await add(called, `columns.${i}`);
    await add(name, `columns.${i}`);
  }
  return { columns, joins: expressions.joins.join("") };
}

/** `accountId` → `account.name`: what a link leads to is called so. Undefined for what is no link. */
function calledBy(type: RecordType, custom: readonly CustomField[], name: string): string | undefined {
  const own = custom.find(({ key }) => `customFields.${key}` === name);
  if (own) return own.kind === "user" || own.kind === "record" ? `${name}.name` : undefined;
  const f = type.fields[name as keyof typeof type.fields];
  const relation =
    f?.kind === "user"
      ? f.relation
      : Object.keys(type.relations).find((one) => type.relations[one]?.field === name);
  return relation && `${relation}.name`;
}

/** Whether several fields are called so: what is in such a column only its name says. */
async function sharedLabels(ctx: Ctx, type: RecordType): Promise<(label: string) => boolean> {
  const fields = [...Object.values(type.fields), ...(await customFieldsOf(ctx, type.name))];
  const labels = fields.map(({ label }) => label.trim().toLowerCase());
  const shared = new Set(labels.filter((label, i) => labels.indexOf(label) !== i));
  return (label) => shared.has(label.trim().toLowerCase());
}

/** An address is its parts. */
const expanded = (type: RecordType, asked: string[]): string[] =>
  asked.flatMap((sent) => {
    const name = sent.startsWith("customFields.") ? sent : camelCase(sent.trim());
    const f = type.fields[name as keyof typeof type.fields];
    return f?.kind === "address" ? addressParts.map((part) => `${name}.${part}`) : [name];
  });
