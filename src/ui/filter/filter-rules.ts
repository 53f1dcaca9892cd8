/** A filter as the builder edits it: rules in groups; to and from the query's own form without loss. */
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { Filter, FilterOperator, Operators } from "@/kernel/query/filter";
import { filterOperators } from "@/kernel/query/filter";
import { addressParts } from "../fields/address-parts";
import { formatValue } from "../fields/format";
import { isEmptyValue } from "../fields/read-value";

export interface Relation {
  label: string;
  fields: FieldDescriptor[];
}

/** What can be filtered: the record's own fields, and those of records one step away, by relation name. */
export interface FilterScope {
  fields: FieldDescriptor[];
  relations?: Record<string, Relation>;
}

/** With the addresses in it, each of whose parts is asked for by itself, like a field one step away. */
export function withAddressParts({ fields, relations }: FilterScope): FilterScope {
  const all: Record<string, Relation> = { ...relations };
  const add = (of: FieldDescriptor[], path: string, prefix: string) => {
    for (const field of of) {
      if (field.kind !== "address") continue;
      all[path + field.key] = {
        label: prefix + field.label,
        fields: addressParts.map(
          ({ key, label }): FieldDescriptor => ({ ...field, key, label, kind: "text", isFilterable: true }),
        ),
      };
    }
  };
  add(fields, "", "");
  for (const [name, relation] of Object.entries(relations ?? {}))
    add(relation.fields, `${name}.`, `${relation.label} › `);
  return { fields, relations: all };
}

export interface Rule {
  id: string;
  /** "account"; "account.address" for a part of an address. */
  relation?: string;
  field: string;
  operator: FilterOperator;
  value: unknown;
}

export interface Group {
  id: string;
  match: "and" | "or";
  items: (Rule | Group)[];
}

let made = 0;
export function newRuleId(): string {
  made += 1;
  return `r${made}`;
}

export function isGroup(item: Rule | Group): item is Group {
  return "items" in item;
}

const operatorNames = new Set<string>(filterOperators);

function isOperators(value: object): value is Operators {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => operatorNames.has(key));
}

/** What is asked of one name: of a field, of the workspace's own fields, or of what is one step away. */
function itemsOf(name: string, asked: unknown, relation?: string): (Rule | Group)[] {
  const rule = (operator: FilterOperator, value: unknown): Rule => ({
    id: newRuleId(),
    relation,
    field: name,
    operator,
    value,
  });
  // As programs may write it: a bare value is equality, a bare list one of them, null emptiness.
  if (asked === null) return [rule("isNull", true)];
  if (Array.isArray(asked)) return [rule("in", asked)];
  if (typeof asked !== "object") return [rule("eq", asked)];
  if (isOperators(asked))
    return Object.entries(asked).map(([operator, value]) => rule(operator as FilterOperator, value));
  if (name === "customFields")
    return Object.entries(asked).flatMap(([key, inner]) => itemsOf(`customFields.${key}`, inner, relation));
  const away = toGroup(asked as Filter, relation ? `${relation}.${name}` : name);
  return away.match === "and" ? away.items : [away];
}

/** `relation`: the path on which the filter's names are, such as "account". */
export function toGroup(filter: Filter | undefined, relation?: string): Group {
  const group: Group = { id: newRuleId(), match: "and", items: [] };
  for (const [key, value] of Object.entries(filter ?? {})) {
    if (value === undefined) continue;
    if ((key === "and" || key === "or") && Array.isArray(value)) {
      const nested = value.map((one) => toGroup(one, relation));
      if (key === "and") group.items.push(...nested.flatMap((one) => one.items));
      else group.items.push({ id: newRuleId(), match: "or", items: nested.flatMap(single) });
    } else group.items.push(...itemsOf(key, value, relation));
  }
  const [only] = group.items;
  return group.items.length === 1 && only && isGroup(only) && !filter?.and ? only : group;
}

function single(group: Group): (Rule | Group)[] {
  return group.items.length === 1 ? group.items : [group];
}

export function isComplete(rule: Rule): boolean {
  return rule.operator === "isNull" ? typeof rule.value === "boolean" : !isEmptyValue(rule.value);
}

function toPart(item: Rule | Group): Filter | undefined {
  if (isGroup(item)) return toFilter(item);
  if (!isComplete(item)) return undefined;
  const operators = { [item.operator]: item.value } as Operators;
  const path = item.relation?.split(".") ?? [];
  return path.reduceRight<Filter>((inner, name) => ({ [name]: inner }), { [item.field]: operators });
}

/** Incomplete rules are left out: half a sentence filters nothing. */
export function toFilter(group: Group): Filter | undefined {
  const parts = group.items.map(toPart).filter((part): part is Filter => part !== undefined);
  if (parts.length === 0) return undefined;
  if (group.match === "or") return parts.length === 1 ? parts[0] : { or: parts };
  const merged: Filter = {};
  for (const part of parts) {
    for (const key of Object.keys(part)) if (key in merged) return { and: parts };
    Object.assign(merged, part);
  }
  return merged;
}

export function findField(
  scope: FilterScope,
  rule: Pick<Rule, "relation" | "field">,
): FieldDescriptor | undefined {
  const fields = rule.relation ? scope.relations?.[rule.relation]?.fields : scope.fields;
  return fields?.find((field) => field.key === rule.field);
}

/** "Account › Industry is any of Retail, Media" */
export function describeRule(
  rule: Rule,
  scope: FilterScope,
  locale: string,
  nameOf: (field: FieldDescriptor, id: string) => string | undefined,
): string {
  const field = findField(scope, rule);
  const relation = rule.relation ? `${scope.relations?.[rule.relation]?.label ?? rule.relation} › ` : "";
  const label = `${relation}${field?.label ?? rule.field}`;
  const words = operatorLabel(field, rule.operator, rule.value);
  if (rule.operator === "isNull") return `${label} ${words}`;
  const values = Array.isArray(rule.value) ? rule.value : [rule.value];
  const shown = values.map((value) => {
    const isReference = field?.kind === "user" || field?.kind === "record";
    const name = isReference && field ? nameOf(field, String(value)) : undefined;
    return name ?? formatValue(field, field?.kind === "multiSelect" ? [value] : value, locale);
  });
  return `${label} ${words} ${shown.join(", ")}`;
}

interface OperatorChoice {
  operator: FilterOperator;
  label: string;
}

const text: OperatorChoice[] = [
  { operator: "contains", label: "contains" },
  { operator: "eq", label: "is" },
  { operator: "ne", label: "is not" },
  { operator: "startsWith", label: "starts with" },
  { operator: "endsWith", label: "ends with" },
];
const numbers: OperatorChoice[] = [
  { operator: "eq", label: "is" },
  { operator: "ne", label: "is not" },
  { operator: "gt", label: "is more than" },
  { operator: "gte", label: "is at least" },
  { operator: "lt", label: "is less than" },
  { operator: "lte", label: "is at most" },
];
const moments: OperatorChoice[] = [
  { operator: "gte", label: "is on or after" },
  { operator: "gt", label: "is after" },
  { operator: "lt", label: "is before" },
  { operator: "lte", label: "is on or before" },
];
const choices: OperatorChoice[] = [
  { operator: "in", label: "is any of" },
  { operator: "nin", label: "is none of" },
];
const empty: OperatorChoice = { operator: "isNull", label: "is empty" };

export function operatorsFor(field: FieldDescriptor): OperatorChoice[] {
  switch (field.kind) {
    case "integer":
    case "number":
    case "money":
      return [...numbers, empty];
    case "date":
      return [{ operator: "eq", label: "is" }, ...moments, empty];
    case "dateTime":
      return [...moments, empty];
    case "boolean":
      return [{ operator: "eq", label: "is" }];
    case "select":
    case "user":
    case "record":
      return [...choices, empty];
    case "multiSelect":
    case "tags":
      return [{ operator: "in", label: "has any of" }, { operator: "nin", label: "has none of" }, empty];
    case "id":
      return [{ operator: "eq", label: "is" }, ...choices];
    default:
      return [...text, empty];
  }
}

export function operatorLabel(
  field: FieldDescriptor | undefined,
  operator: FilterOperator,
  value: unknown,
): string {
  if (operator === "isNull") return value === false ? "is not empty" : "is empty";
  const known = field ? operatorsFor(field).find((choice) => choice.operator === operator) : undefined;
  return (
    known?.label ??
    [...choices, ...text, ...numbers].find((one) => one.operator === operator)?.label ??
    operator
  );
}

export function newRule(field: FieldDescriptor, relation?: string): Rule {
  const operator = operatorsFor(field)[0]?.operator ?? "eq";
  return {
    id: newRuleId(),
    relation,
    field: field.key,
    operator,
    value: field.kind === "boolean" ? true : null,
  };
}

export function countRules(group: Group): number {
  return group.items.reduce(
    (sum, item) => sum + (isGroup(item) ? countRules(item) : isComplete(item) ? 1 : 0),
    0,
  );
}
