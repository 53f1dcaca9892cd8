// The query language, first half: a filter as anyone may send it becomes a checked tree, with every fault named at
// its path. REST, tRPC, search and saved views all come through here.
import type { FieldError } from "@/kernel/errors";
import { type Field, instantSchema } from "@/kernel/fields";
import type { CustomField } from "@/kernel/fields/custom";
import { idPattern } from "@/kernel/id";
import type { RecordType } from "@/kernel/records/define";
import { type FilterOperator, filterOperators } from "./filter";
import { nearest } from "./nearest";

export type Condition =
  | { kind: "and" | "or"; of: Condition[] }
  | { kind: "compare"; field: string; part: string | null; operator: FilterOperator; value: unknown }
  | { kind: "relation"; relation: string; filter: Condition }
  /** As sent: what a tenant's own field may be asked is known only inside the tenant (`resolveQuery`). */
  | { kind: "unresolved"; key: string; raw: unknown; path: string }
  | { kind: "custom"; field: CustomField; operator: FilterOperator; value: unknown };

type Faults = FieldError[];
const maxDepth = 6;
const maxConditions = 100;
const maxListLength = 500;

const textOperators: FilterOperator[] = [
  "eq",
  "ne",
  "in",
  "nin",
  "contains",
  "startsWith",
  "endsWith",
  "isNull",
];
const orderOperators: FilterOperator[] = ["eq", "ne", "in", "nin", "gt", "gte", "lt", "lte", "isNull"];
const idOperators: FilterOperator[] = ["eq", "ne", "in", "nin", "isNull"];

/** What may be asked of a field. */
export function operatorsOf(f: Pick<Field, "kind">): FilterOperator[] {
  switch (f.kind) {
    case "integer":
    case "number":
    case "money":
    case "date":
    case "dateTime":
      return orderOperators;
    case "id":
    case "user":
    case "record":
    case "select":
      return idOperators;
    case "boolean":
      return ["eq", "ne", "isNull"];
    case "tags":
    case "multiSelect":
      return ["eq", "ne", "in", "nin", "contains", "isNull"];
    default:
      return textOperators;
  }
}

/** Names that stand for a comparison: `createdAfter` is `createdAt: { gte }`, `createdBefore` is `{ lt }`. */
const shorthands: Record<string, [field: string, operator: FilterOperator]> = {
  createdAfter: ["createdAt", "gte"],
  createdBefore: ["createdAt", "lt"],
  updatedAfter: ["updatedAt", "gte"],
  updatedBefore: ["updatedAt", "lt"],
};
export const shorthandNames = Object.keys(shorthands);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `customFields.leadSource`. */
export const isCustomName = (name: string): boolean => name.startsWith("customFields.");

/** `account.name` and `address.city`: the part before the dot; the whole name where there is none to step into. */
export function stepOf(type: RecordType, name: string): string {
  const head = name.slice(0, Math.max(0, name.indexOf(".")));
  const isAddress =
    Object.hasOwn(type.fields, head) && type.fields[head as keyof typeof type.fields]?.kind === "address";
  return isAddress || Object.hasOwn(type.relations, head) ? head : name;
}

/** Every name a filter on `type` may use at its top level. */
export const filterNames = (type: RecordType): string[] => [
  ...Object.entries(type.fields)
    .filter(([, f]) => f.isFilterable || f.kind === "address")
    .map(([key]) => key),
  ...Object.keys(type.relations),
  ...shorthandNames,
];

/** Checks `raw` and answers its tree; what is wrong is added to `faults`, all of it. */
export function parseFilter(type: RecordType, raw: unknown, path: string, faults: Faults): Condition {
  const count = { left: maxConditions };
  return group(type, raw, path, faults, { depth: 0, isRelated: false, count });
}

type State = { depth: number; isRelated: boolean; count: { left: number } };

function group(type: RecordType, raw: unknown, path: string, faults: Faults, state: State): Condition {
  const all: Condition[] = [];
  const result: Condition = { kind: "and", of: all };
  if (!isObject(raw)) {
    faults.push({
      field: path,
      code: "VALIDATION_ERROR",
      message: `${path} must be an object of field names`,
    });
    return result;
  }
  if (state.depth > maxDepth) {
    faults.push({
      field: path,
      code: "VALIDATION_ERROR",
      message: `${path} is nested deeper than ${maxDepth} levels`,
    });
    return result;
  }
  const deeper = { ...state, depth: state.depth + 1 };
  for (const [key, value] of Object.entries(raw)) {
    const at = path ? `${path}.${key}` : key;
    if (value === undefined) continue;
    if (key === "and" || key === "or") {
      if (!Array.isArray(value) || value.length === 0) {
        faults.push({ field: at, code: "VALIDATION_ERROR", message: `${at} must be a list of filters` });
        continue;
      }
      all.push({ kind: key, of: value.map((one, i) => group(type, one, `${at}.${i}`, faults, deeper)) });
      continue;
    }
    if (--state.count.left < 0) {
      faults.push({
        field: at,
        code: "VALIDATION_ERROR",
        message: `A filter has at most ${maxConditions} conditions`,
      });
      return result;
    }
    const shorthand = Object.hasOwn(shorthands, key) ? shorthands[key] : undefined;
    if (shorthand) {
      comparisons(type, shorthand[0], null, { [shorthand[1]]: value }, at, faults, all);
      continue;
    }
    if (key === "customFields" && isObject(value)) {
      for (const [name, asked] of Object.entries(value))
        all.push({ kind: "unresolved", key: name, raw: asked, path: `${at}.${name}` });
      continue;
    }
    if (isCustomName(key)) {
      all.push({ kind: "unresolved", key: key.slice("customFields.".length), raw: value, path: at });
      continue;
    }
    const head = stepOf(type, key);
    if (head !== key) {
      all.push(group(type, { [head]: { [key.slice(head.length + 1)]: value } }, path, faults, deeper));
      continue;
    }
    const relation = Object.hasOwn(type.relations, key) ? type.relations[key] : undefined;
    if (relation && isObject(value) && !state.isRelated) {
      all.push({
        kind: "relation",
        relation: key,
        filter: group(relation.to(), value, at, faults, { ...deeper, isRelated: true }),
      });
      continue;
    }
    const known = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
    if (known?.kind === "address" && isObject(value)) {
      for (const [part, condition] of Object.entries(value))
        comparisons(type, key, part, condition, `${at}.${part}`, faults, all);
      continue;
    }
    if (known?.isFilterable) {
      comparisons(type, key, null, value, at, faults, all);
      continue;
    }
    faults.push(unknownName(at, key, filterNames(type), relation ? "relations go one step deep" : undefined));
  }
  return result;
}

export function unknownName(field: string, name: string, known: string[], note?: string): FieldError {
  const near = nearest(name, known);
  const hint = note
    ? `: ${note}`
    : near
      ? `. Did you mean "${near}"?`
      : `. Known: ${known.slice(0, 40).join(", ")}`;
  return { field, code: "UNKNOWN_FIELD", message: `Unknown field "${name}"${hint}` };
}

function comparisons(
  type: RecordType,
  key: string,
  part: string | null,
  raw: unknown,
  path: string,
  faults: Faults,
  into: Condition[],
): void {
  const f = type.fields[key as keyof typeof type.fields] as Field;
  if (part !== null && !["street", "city", "state", "zipCode", "country"].includes(part)) {
    faults.push(unknownName(path, part, ["street", "city", "state", "zipCode", "country"]));
    return;
  }
  for (const { operator, value } of readOperators(f, key, part, raw, path, faults))
    into.push({ kind: "compare", field: key, part, operator, value });
}

/** What is asked of one field, checked: `{ operator: value }`, a bare value, a bare list or null. */
export function readOperators(
  f: Comparable,
  key: string,
  part: string | null,
  raw: unknown,
  path: string,
  faults: Faults,
): { operator: FilterOperator; value: unknown }[] {
  const found: { operator: FilterOperator; value: unknown }[] = [];
  const allowed = part ? textOperators : operatorsOf(f);
  // A bare value means equality, a bare list means one of, null means empty.
  const asked: Record<string, unknown> = isObject(raw)
    ? raw
    : Array.isArray(raw)
      ? { in: raw }
      : raw === null
        ? { isNull: true }
        : { eq: raw };
  for (const [operator, value] of Object.entries(asked)) {
    const at = isObject(raw) ? `${path}.${operator}` : path;
    if (value === undefined) continue;
    if (!(allowed as string[]).includes(operator)) {
      const known = (filterOperators as readonly string[]).includes(operator);
      faults.push({
        field: at,
        code: known ? "VALIDATION_ERROR" : "UNKNOWN_FIELD",
        message: known
          ? `${key} cannot be compared with ${operator}; use ${allowed.join(", ")}`
          : `Unknown operator "${operator}"; use ${allowed.join(", ")}`,
      });
      continue;
    }
    const checked = operand(f, part, operator as FilterOperator, value, at, faults);
    if (checked !== undefined) found.push({ operator: operator as FilterOperator, value: checked });
  }
  return found;
}

/** What of a field decides how it may be compared. */
export type Comparable = Pick<Field, "kind" | "schema" | "options" | "idPrefix" | "currencyField">;

function operand(
  f: Comparable,
  part: string | null,
  operator: FilterOperator,
  value: unknown,
  path: string,
  faults: Faults,
): unknown {
  if (operator === "isNull") {
    if (value === true || value === "true" || value === "1") return true;
    if (value === false || value === "false" || value === "0") return false;
    faults.push({ field: path, code: "VALIDATION_ERROR", message: `${path} must be true or false` });
    return undefined;
  }
  if (operator === "in" || operator === "nin") {
    const list = typeof value === "string" ? value.split(",") : value;
    if (!Array.isArray(list) || list.length === 0 || list.length > maxListLength) {
      faults.push({
        field: path,
        code: "VALIDATION_ERROR",
        message: `${path} must be a list of 1 to ${maxListLength} values`,
      });
      return undefined;
    }
    const checked = list.map((one, i) => scalar(f, part, one, `${path}.${i}`, faults));
    return checked.includes(undefined) ? undefined : checked;
  }
  if (value === null && (operator === "eq" || operator === "ne")) return null;
  return scalar(f, part, value, path, faults);
}

/** One value of the field's type; text that spells a number or a date is taken, as query strings need it. */
function scalar(f: Comparable, part: string | null, value: unknown, path: string, faults: Faults): unknown {
  const refuse = (what: string) => {
    faults.push({ field: path, code: "VALIDATION_ERROR", message: `${path} must be ${what}` });
    return undefined;
  };
  const kind = part ? "text" : f.kind;
  switch (kind) {
    case "integer":
    case "number":
    case "money": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isFinite(number) || Math.abs(number) > 9e13)
        return refuse("a number");
      if (kind === "integer" && !Number.isInteger(number)) return refuse("a whole number");
      if (kind === "integer" && Math.abs(number) > 2_147_483_647)
        return refuse("a number of at most 2147483647");
      // With a currency beside it, the row says how many minor units the amount is.
      return kind === "money" && !f.currencyField ? Math.round(number * 100) : number;
    }
    case "boolean":
      if (value === true || value === "true" || value === "1") return true;
      if (value === false || value === "false" || value === "0") return false;
      return refuse("true or false");
    case "date":
    case "dateTime": {
      const parsed = instantSchema.safeParse(value);
      if (!parsed.success) return refuse("a date or an RFC 3339 time");
      return kind === "date" ? parsed.data.slice(0, 10) : parsed.data;
    }
    case "id":
    case "user":
    case "record":
      if (typeof value !== "string" || !idPattern(f.idPrefix!).test(value))
        return refuse(`an id like ${f.idPrefix}_…`);
      return value;
    case "select": {
      const parsed = f.schema.safeParse(value);
      return parsed.success ? parsed.data : refuse(`one of ${f.options?.map((o) => o.value).join(", ")}`);
    }
    default:
      if (typeof value !== "string") return refuse("text");
      if (value.length > 500) return refuse("at most 500 characters");
      if (value.includes("\u0000")) return refuse("text without NUL");
      return kind === "email" ? value.trim().toLowerCase() : value;
  }
}
