// The tenant's own fields in the query language: names and operands are checked against the definitions inside the
// tenant, and comparisons go to the typed columns of field_values, whose indexes serve under row-level security.
import { type FieldError, validationFailed } from "@/kernel/errors";
import {
  type CustomField,
  customFieldsOf,
  isComputed,
  targetPrefix,
  unknownCustomField,
} from "@/kernel/fields/custom";
import {
  customValueSchema,
  indexedLength,
  isListKind,
  valueColumnOf,
  valueColumnTypes,
} from "@/kernel/fields/custom-value";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import type { RecordType } from "@/kernel/records/define";
import { computedExpression } from "./computed";
import { likeEscaped, type Params } from "./params";
import { type Comparable, type Condition, isCustomName, readOperators } from "./parse";
import type { RecordQuery } from "./query-schema";

type Tenancy = Pick<Ctx, "tenant" | "tx">;

const hasUnresolved = (condition: Condition): boolean => {
  if (condition.kind === "unresolved") return true;
  if (condition.kind === "relation") return hasUnresolved(condition.filter);
  return condition.kind === "and" || condition.kind === "or" ? condition.of.some(hasUnresolved) : false;
};

/** The query with its custom fields looked up and checked; what is wrong with them is one 422. */
export async function resolveQuery<
  Q extends Pick<RecordQuery, "condition"> & Partial<Pick<RecordQuery, "sort">>,
>(ctx: Tenancy, type: RecordType, query: Q): Promise<Q> {
  const isSorted = query.sort?.some((key) => isCustomName(key.field) && !key.custom) ?? false;
  if (!isSorted && !hasUnresolved(query.condition)) return query;
  const faults: FieldError[] = [];
  const condition = await resolveCondition(ctx, type, query.condition, faults);
  const known = isSorted ? await customFieldsOf(ctx, type.name) : [];
  const sort = query.sort?.map((key) => {
    if (!isCustomName(key.field)) return key;
    const name = key.field.slice("customFields.".length);
    const custom = known.find((f) => f.key === name);
    if (!custom) faults.push(unknownCustomField("sort", name, known));
    else if (custom.kind === "longText" || isListKind(custom.kind))
      faults.push({ field: "sort", code: "VALIDATION_ERROR", message: `Cannot sort by ${custom.label}` });
    return { ...key, custom };
  });
  if (faults.length > 0) throw validationFailed(faults);
  return { ...query, condition, ...(sort ? { sort } : {}) };
}

async function resolveCondition(
  ctx: Tenancy,
  type: RecordType,
  condition: Condition,
  faults: FieldError[],
): Promise<Condition> {
  switch (condition.kind) {
    case "and":
    case "or":
      return {
        kind: condition.kind,
        of: await Promise.all(condition.of.map((one) => resolveCondition(ctx, type, one, faults))),
      };
    case "relation":
      return {
        ...condition,
        filter: await resolveCondition(
          ctx,
          type.relations[condition.relation]!.to(),
          condition.filter,
          faults,
        ),
      };
    case "unresolved":
      return resolveOne(await customFieldsOf(ctx, type.name), condition, faults);
    default:
      return condition;
  }
}

function resolveOne(
  known: CustomField[],
  { key, raw, path }: Extract<Condition, { kind: "unresolved" }>,
  faults: FieldError[],
): Condition {
  const none: Condition = { kind: "and", of: [] };
  const found = known.find((f) => f.key === key);
  if (!found) {
    faults.push(unknownCustomField(path, key, known));
    return none;
  }
  return {
    kind: "and",
    of: readOperators(comparableOf(found), key, null, raw, path, faults).map(({ operator, value }) => ({
      kind: "custom",
      field: found,
      operator,
      value,
    })),
  };
}

/** A custom field as the checks of operands see a built-in one. */
function comparableOf(f: CustomField): Comparable {
  const prefix = targetPrefix(f);
  return {
    kind: f.kind,
    schema: customValueSchema(f, prefix),
    options: f.options ?? undefined,
    idPrefix: prefix,
  };
}

type Asked = Extract<Condition, { kind: "custom" }>;

const comparing = new Set(["eq", "in", "gt", "gte", "lt", "lte"]);

/** Whether it holds of the one value that is stored, and of no record without one. */
export const isOfStoredValue = ({ field, operator, value }: Asked): boolean =>
  !isComputed(field) &&
  !isListKind(field.kind) &&
  field.kind !== "longText" &&
  comparing.has(operator) &&
  value !== null;

/** What is asked of the same stored value, together: one look at it answers both ends of a range. */
export function byStoredValue(conditions: Condition[]): { values: Asked[][]; others: Condition[] } {
  const values = new Map<string, Asked[]>();
  const others: Condition[] = [];
  for (const one of conditions) {
    if (one.kind !== "custom" || !isOfStoredValue(one)) others.push(one);
    else values.set(one.field.id, [...(values.get(one.field.id) ?? []), one]);
  }
  return { values: [...values.values()], others };
}

/** The comparison as SQL over `alias`; of several, with one stored value. */
export function compileCustom(
  type: RecordType,
  asked: Asked[],
  params: Params,
  tenant: string,
  alias: string,
): string {
  const { field, operator, value } = asked[0]!;
  if (isComputed(field)) {
    const expression = computedExpression(type, field, alias, params, tenant);
    return comparison(field, operator, value, params, expression, { isWhole: true });
  }
  const isPart = operator === "contains" || operator === "startsWith" || operator === "endsWith";
  // field_values hold the beginning of a text, and nothing of a long one.
  if (field.kind === "longText" || (isPart && !isListKind(field.kind))) {
    const whole = `(${alias}.custom_fields ->> ${params.add(field.key)}::text)`;
    return comparison(field, operator, value, params, whole, { isWhole: true });
  }
  const rows = `${storedRows(field, params, tenant)} and v.record_id = ${alias}.id`;
  if (operator === "isNull") return `${value ? "not " : ""}exists (${rows})`;
  if (operator === "eq" && value === null) return `not exists (${rows})`;
  if (operator === "ne" && value === null) return `exists (${rows})`;
  const isNegated = operator === "ne" || operator === "nin";
  const positive =
    operator === "ne" ? "eq" : operator === "nin" ? "in" : operator === "contains" ? "eq" : operator;
  const holds = storedHolds([{ field, operator: positive, value }, ...asked.slice(1)], params);
  return `${isNegated ? "not " : ""}exists (${rows} and ${holds})`;
}

/** More records than `most` have a stored value that meets what is asked of it. */
export const moreThan = (most: number, asked: Asked[], params: Params, tenant: string): string =>
  `exists (${storedRows(asked[0]!.field, params, tenant)} and ${storedHolds(asked, params)} offset ${most} limit 1)`;

const storedRows = (field: CustomField, params: Params, tenant: string): string =>
  `select 1 from field_values v where v.tenant_id = ${tenant}
    and v.field_id = ${params.add(uuidOf("field", field.id))}::uuid`;

const storedHolds = (asked: Pick<Asked, "field" | "operator" | "value">[], params: Params): string =>
  asked
    .map(({ field, operator, value }) => {
      const column = `v."${valueColumnOf(field.kind)}"`;
      return comparison(field, operator, value, params, column, { isWhole: false });
    })
    .join(" and ");

function textMatch(text: string, operator: string, value: string, params: Params): string {
  const escaped = `control.fold(${params.add(likeEscaped(value))})`;
  const before = operator === "startsWith" ? "" : "'%' || ";
  const after = operator === "endsWith" ? "" : " || '%'";
  return `control.fold(${text}) like ${before}${escaped}${after}`;
}

function comparison(
  field: CustomField,
  operator: string,
  value: unknown,
  params: Params,
  column: string,
  { isWhole }: { isWhole: boolean },
): string {
  const kindColumn = valueColumnOf(field.kind);
  const sqlType = valueColumnTypes[kindColumn];
  const bound = (one: unknown): unknown => {
    if (kindColumn === "uuid_value") return uuidOf(targetPrefix(field) ?? "user", one as string);
    return typeof one === "string" && !isWhole && kindColumn === "text_value"
      ? one.slice(0, indexedLength)
      : one;
  };
  switch (operator) {
    case "isNull":
      return `${column} is ${value ? "" : "not "}null`;
    case "ne":
      return value === null
        ? `${column} is not null`
        : `${column} is distinct from ${params.add(bound(value))}::${sqlType}`;
    case "in":
      return `${column} = any(${params.add((value as unknown[]).map(bound))}::${sqlType}[])`;
    case "nin":
      return `(${column} is null or ${column} <> all(${params.add((value as unknown[]).map(bound))}::${sqlType}[]))`;
    case "contains":
    case "startsWith":
    case "endsWith":
      return textMatch(column, operator, value as string, params);
    default: {
      if (operator === "eq" && value === null) return `${column} is null`;
      const sign = { eq: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" }[operator] ?? "=";
      return `${column} ${sign} ${params.add(bound(value))}::${sqlType}`;
    }
  }
}

/**
 * One value of the field for sorting, grouping and sums, as SQL over `alias`; `join` is what the statement must add
 * after its table (as a `join`, only rows with a value remain), `rows` asks for the value by itself.
 */
export function customValue(
  type: RecordType,
  field: CustomField,
  params: Params,
  tenant: string,
  alias: string,
  as: string,
  how: "left join" | "join" = "left join",
): { expression: string; join: string; rows: string } {
  if (isComputed(field)) {
    // A formula may not name the tenant, and a parameter that no statement uses has no type.
    const one = `(select ${tenant} as tenant_id) ${as}`;
    const expression = computedExpression(type, field, alias, params, tenant);
    return { expression, join: ` cross join ${one}`, rows: `select 1 from ${one} where true` };
  }
  const expression = `${as}."${valueColumnOf(field.kind)}"`;
  // "is not null" is what the index of the column's values asks for: it alone holds all that is read here.
  const on = `${as}.tenant_id = ${tenant} and ${expression} is not null
    and ${as}.field_id = ${params.add(uuidOf("field", field.id))}::uuid and ${as}.record_id = ${alias}.id`;
  return {
    expression,
    join: ` ${how} field_values ${as} on ${on}`,
    rows: `select 1 from field_values ${as} where ${on}`,
  };
}
