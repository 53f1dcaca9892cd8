// What a list's filter demands of the field that the list is sorted by bounds the walk of that order: it begins and ends
// where the filter does, in place of trying every value.
import { isComputed, targetPrefix } from "@/kernel/fields/custom";
import {
  indexedLength,
  type ValueColumn,
  valueColumnOf,
  valueColumnTypes,
} from "@/kernel/fields/custom-value";
import { type IdPrefix, uuidOf } from "@/kernel/id";
import type { Params } from "@/kernel/query/params";
import type { Condition } from "@/kernel/query/parse";
import { demandsOf } from "@/kernel/query/prepared";
import type { RecordQuery, SortKey } from "@/kernel/query/query-schema";
import type { RecordType } from "./define";

/**
 * The stored values of an own field are what its filter compares, so its bounds are the filter. A kept order may hold a
 * value rounded or shortened, which keeps the order but not every difference: bounds are wider there.
 */
const signs: Record<string, string> = { eq: "=", in: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" };
const wider: Record<string, string> = { ...signs, gt: ">=", lt: "<=" };

type Demand = Extract<Condition, { operator: unknown }>;

/** What is demanded of the field of a sort key, in a way that an index of its values can serve. */
function demandsOn(type: RecordType, { field, custom }: SortKey, condition: Condition): Demand[] {
  const column = type.columns.find(({ key, part }) => key === field && part === null);
  // An amount is asked for in units and kept in minor ones.
  if (column?.currencyField) return [];
  const isOn = (one: Demand) =>
    one.kind === "custom" ? one.field.id === custom?.id : !custom && one.part === null && one.field === field;
  return demandsOf(condition).filter(
    (one): one is Demand =>
      one.kind !== "unresolved" && isOn(one) && one.operator in signs && one.value !== null,
  );
}

/** Whether only records with a value in the first key can be in the list. */
export const isBounded = (type: RecordType, [first]: SortKey[], condition: Condition): boolean =>
  first !== undefined && demandsOn(type, first, condition).length > 0;

const isStored = ({ custom }: SortKey): boolean => custom !== undefined && !isComputed(custom);

/** What remains to be asked within the bounds of a walk through the stored values of an own field. */
export function withinBounds(type: RecordType, query: RecordQuery): RecordQuery {
  const [first] = query.sort;
  if (!first || !isStored(first)) return query;
  const bounds = demandsOn(type, first, query.condition);
  return bounds.length === 0 ? query : { ...query, condition: without(query.condition, bounds) };
}

function without(condition: Condition, asked: Condition[]): Condition {
  if (condition.kind === "and") return { kind: "and", of: condition.of.map((one) => without(one, asked)) };
  return asked.includes(condition) ? { kind: "and", of: [] } : condition;
}

/** The prefix of the ids that the field of a sort key holds. */
export function idPrefixOf(type: RecordType, { field, custom }: SortKey): IdPrefix | undefined {
  if (custom)
    return valueColumnOf(custom.kind) === "uuid_value" ? (targetPrefix(custom) ?? "user") : undefined;
  return type.columns.find(({ key, part }) => key === field && part === null)?.prefix ?? undefined;
}

/**
 * The bounds as SQL over `expression`, a value as `column` holds it, or for null the record's own; empty when there are
 * none.
 */
export function boundsOf(
  type: RecordType,
  first: SortKey,
  condition: Condition,
  params: Params,
  expression: string,
  column: ValueColumn | null,
): string {
  const prefix = idPrefixOf(type, first);
  const sqlType = column ? `::${valueColumnTypes[column]}` : prefix ? "::uuid" : "";
  const bound = (value: unknown): unknown => {
    if (typeof value !== "string") return value;
    if (prefix) return uuidOf(prefix, value);
    return column === "text_value" ? value.slice(0, indexedLength) : value;
  };
  return demandsOn(type, first, condition)
    .map(({ operator, value }) =>
      operator === "in"
        ? ` and ${expression} = any(${params.add((value as unknown[]).map(bound))}${sqlType && `${sqlType}[]`})`
        : ` and ${expression} ${(isStored(first) ? signs : wider)[operator]} ${params.add(bound(value))}${sqlType}`,
    )
    .join("");
}
