// The query language, second half: a checked tree becomes a condition over columns. Every statement names the tenant
// itself; row-level security is the net below.

import { forbidden } from "@/kernel/errors";
import { unusualDecimals } from "@/kernel/fields/currency";
import { uuidOf } from "@/kernel/id";
import { type Actor, type Scope, scopeOf } from "@/kernel/permissions";
import type { Column, RecordType } from "@/kernel/records/define";
import { byStoredValue, compileCustom } from "./custom";
import { likeEscaped, type Params } from "./params";
import type { Condition } from "./parse";

export { Params } from "./params";

const columnOf = (type: RecordType, key: string, part: string | null): Column => {
  const column = type.columns.find((c) => c.key === key && c.part === part);
  if (!column) throw new Error(`${type.name} has no column for ${key}`);
  return column;
};

/** The condition as SQL over `alias`. */
export function compileCondition(
  type: RecordType,
  condition: Condition,
  params: Params,
  tenant: string,
  alias: string,
): string {
  if (condition.kind === "compare") return compileComparison(type, condition, params, alias);
  if (condition.kind === "custom") return compileCustom(type, [condition], params, tenant, alias);
  if (condition.kind === "unresolved")
    throw new Error(`the condition on ${condition.path} must go through resolveQuery first`);
  if (condition.kind !== "relation") {
    const { values, others } =
      condition.kind === "and" ? byStoredValue(condition.of) : { values: [], others: condition.of };
    const parts = [
      ...values.map((of) => compileCustom(type, of, params, tenant, alias)),
      ...others.map((one) => compileCondition(type, one, params, tenant, alias)),
    ];
    if (parts.length === 0) return "true";
    return parts.length === 1 ? parts[0]! : `(${parts.join(` ${condition.kind} `)})`;
  }
  const relation = type.relations[condition.relation]!;
  const related = relation.to();
  const inner = compileCondition(related, condition.filter, params, tenant, "r");
  const key = columnOf(type, relation.field, null).name;
  return `exists (select 1 from ${related.tableName} r where r.tenant_id = ${tenant} and r.id = ${alias}.${key} and r.deleted_at is null and ${inner})`;
}

function compileComparison(
  type: RecordType,
  condition: Extract<Condition, { kind: "compare" }>,
  params: Params,
  alias: string,
): string {
  const { operator, value } = condition;
  const column = columnOf(type, condition.field, condition.part);
  const name = `${alias}."${column.name}"`;
  const isList = column.kind === "tags" || column.kind === "multiSelect";
  if (isList) return compileListComparison(name, operator, value, params);
  if (column.currencyField && operator !== "isNull")
    return compileMoneyComparison(type, column, operator, value, params, alias);
  const bound = (one: unknown) => (column.prefix ? uuidOf(column.prefix, one as string) : one);
  const cast = column.prefix ? "::uuid" : "";
  switch (operator) {
    case "isNull":
      return `${name} is ${value ? "" : "not "}null`;
    case "eq":
      return value === null ? `${name} is null` : `${name} = ${params.add(bound(value))}${cast}`;
    case "ne":
      return value === null
        ? `${name} is not null`
        : `${name} is distinct from ${params.add(bound(value))}${cast}`;
    case "in":
      return `${name} = any(${params.add((value as unknown[]).map(bound))}${column.prefix ? "::uuid[]" : ""})`;
    case "nin":
      return `(${name} is null or ${name} <> all(${params.add((value as unknown[]).map(bound))}${column.prefix ? "::uuid[]" : ""}))`;
    case "gt":
      return `${name} > ${params.add(value)}`;
    case "gte":
      return `${name} >= ${params.add(value)}`;
    case "lt":
      return `${name} < ${params.add(value)}`;
    case "lte":
      return `${name} <= ${params.add(value)}`;
    default:
      return compileTextMatch(type, condition.field, name, operator, value as string, params, alias);
  }
}

const orderSigns: Record<string, string> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** An amount is asked for in units of the record's own currency, and stored in its minor units. */
function compileMoneyComparison(
  type: RecordType,
  column: Column,
  operator: string,
  value: unknown,
  params: Params,
  alias: string,
): string {
  const name = `${alias}."${column.name}"`;
  if (value === null) return `${name} is ${operator === "ne" ? "not " : ""}null`;
  const code = `${alias}."${columnOf(type, column.currencyField!, null).name}"`;
  const inMinorUnits = (amount: number): string => {
    const cases = Object.entries(unusualDecimals).map(
      ([decimals, codes]) =>
        `when ${code} in (${codes.map((one) => `'${one}'`).join()}) then ${params.add(Math.round(amount * 10 ** Number(decimals)))}::bigint`,
    );
    return `(case ${cases.join(" ")} else ${params.add(Math.round(amount * 100))}::bigint end)`;
  };
  const list = () => (value as number[]).map(inMinorUnits).join(", ");
  switch (operator) {
    case "eq":
      return `${name} = ${inMinorUnits(value as number)}`;
    case "ne":
      return `${name} is distinct from ${inMinorUnits(value as number)}`;
    case "in":
      return `${name} in (${list()})`;
    case "nin":
      return `(${name} is null or ${name} not in (${list()}))`;
    default:
      return `${name} ${orderSigns[operator]} ${inMinorUnits(value as number)}`;
  }
}

function compileTextMatch(
  type: RecordType,
  fieldKey: string,
  name: string,
  operator: string,
  value: string,
  params: Params,
  alias: string,
): string {
  const escaped = params.add(likeEscaped(value));
  const pattern =
    operator === "contains"
      ? `'%' || control.fold(${escaped}) || '%'`
      : operator === "startsWith"
        ? `control.fold(${escaped}) || '%'`
        : `'%' || control.fold(${escaped})`;
  const exact = `control.fold(${name}) like ${pattern}`;
  // What a searchable field holds is in search_text too, whose trigram index finds the candidates, and whose statistics
  // tell how many they are: of an expression the planner knows nothing, and would take a frequent word for a rare one.
  const isIndexed =
    type.fields[fieldKey as keyof typeof type.fields]?.isSearchable && value.trim().length >= 3;
  return isIndexed
    ? `(${alias}.search_text like '%' || control.fold(${escaped}) || '%' and case when ${exact} then true else false end)`
    : exact;
}

function compileListComparison(name: string, operator: string, value: unknown, params: Params): string {
  switch (operator) {
    case "isNull":
      return value ? `${name} = '{}'` : `${name} <> '{}'`;
    case "ne":
      return `not ${name} @> ${params.add([value])}::text[]`;
    case "in":
      return `${name} && ${params.add(value)}::text[]`;
    case "nin":
      return `not ${name} && ${params.add(value)}::text[]`;
    default:
      return `${name} @> ${params.add([value])}::text[]`;
  }
}

/**
 * A search as SQL: every word somewhere in the record's search text, accents and case ignored. A word of one or two
 * characters must begin a word (the search text begins with a space): anywhere inside, it would scan everything.
 */
export function compileSearch(
  search: string,
  params: Params,
  alias: string,
  { mostInIndex, isPrepared }: { mostInIndex?: number; isPrepared?: boolean } = {},
): string {
  const words = searchWords(search);
  if (words.length === 0) return "true";
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
  const least = /^\p{L}+$/u.test(longest) ? 0 : leastInIndex;
  const most = (word: string) => (mostInIndex === undefined || word === longest ? mostInIndex : least);
  return words
    .map((word) =>
      compileWord(word, params, alias, {
        isStart: [...word].length < 3,
        mostInIndex: most(word),
        isPrepared,
      }),
    )
    .join(" and ");
}

/**
 * So many characters of a word are looked up by their trigrams: the lists of all trigrams of a whole address, of which
 * every record has some, take a tenth of a second of a million records to intersect.
 */
const usuallyInIndex = 7;
/**
 * Beside the owner, who leaves few records already: of the longest word. Of the others nothing where that is a name or a
 * word of a title; of an address, which many records may share, one trigram.
 */
export const fewInIndex = 5;
const leastInIndex = 3;

function compileWord(
  word: string,
  params: Params,
  alias: string,
  how: { isStart: boolean; mostInIndex?: number; isPrepared?: boolean },
): string {
  const { isStart, mostInIndex = usuallyInIndex, isPrepared } = how;
  const pattern = (start: string, part: string) => {
    const folded = `${start} || control.fold(${params.add(likeEscaped(part))}) || '%'`;
    // The plan of a prepared statement knows no values, and would fold the word again for each row.
    return `like ${isPrepared ? `(select ${folded})` : folded}`;
  };
  const whole = pattern(isStart ? "'% '" : "'%'", word);
  // Not the column itself: no index is asked.
  const compared = `(${alias}.search_text || '') ${whole}`;
  if (mostInIndex === 0) return compared;
  if ([...word].length <= mostInIndex + 1) return `${alias}.search_text ${whole}`;
  // What the index found is compared as a whole.
  return `${alias}.search_text ${pattern("'%'", tellingPart(word, mostInIndex))} and ${compared}`;
}

/** Conditions of which one holds where the search text has one of `words`, or what begins with it: one look-up each. */
export function compileAnyWord(
  words: readonly string[],
  params: Params,
  alias: string,
  mostInIndex = usuallyInIndex,
): string[] {
  const byPart = new Map<string, string[]>();
  for (const word of words) {
    const part = tellingPart(word, mostInIndex);
    byPart.set(part, [...(byPart.get(part) ?? []), word]);
  }
  return [...byPart].map(
    ([part, alike]) =>
      `${alias}.search_text like ${params.add(`%${likeEscaped(part)}%`)} and (${alias}.search_text || '') like any(${params.add(alike.map((word) => `% ${likeEscaped(word)}%`))}::text[])`,
  );
}

/** The end of a number, the place of a word's first digit, else the beginning of the word. */
function tellingPart(word: string, count: number): string {
  const letters = [...word];
  if (/^\d+$/.test(word)) return letters.slice(-count).join("");
  const digit = letters.findIndex((letter) => /\d/.test(letter));
  const start = Math.max(0, Math.min(digit - Math.floor(count / 3), letters.length - count));
  return letters.slice(start, start + count).join("");
}

/** At most eight words; a phone number in any format is its digits. */
export function searchWords(search: string): string[] {
  const text = search.trim().slice(0, 200);
  if (/^[+()\d\s./-]{5,}$/.test(text)) {
    const digits = text.replaceAll("(0)", "").replace(/\D/g, "").replace(/^0+/, "");
    // Written as from abroad: where it is kept, its country may be missing, or be followed by a zero.
    const isWhole = /^(\+|00)/.test(text) && digits.length > 10;
    if (digits.length >= 5) return [isWhole ? digits.slice(-9) : digits];
  }
  return text.split(/\s+/).filter(Boolean).slice(0, 8);
}

/**
 * Which records the actor may touch with `required` (`contacts:read`), as SQL: the scope is a filter of the query,
 * never a check after the fact. Throws 403 when it is none.
 */
export function compileScope(
  actor: Actor,
  required: string,
  params: Params,
  tenant: string,
  alias: string,
  type?: RecordType,
): string {
  const scope = scopeOf(actor, required);
  if (scope === undefined) throw forbidden([required], actor.permissionTexts);
  return heldWithin(scope, actor, params, tenant, alias, type);
}

/** The record `alias` belongs to, or is shared with, a person within the actor's scope. */
export function heldWithin(
  scope: Scope,
  actor: Actor,
  params: Params,
  tenant: string,
  alias: string,
  type?: RecordType,
): string {
  const owned = ownedWithin(scope, actor, params, tenant, `${alias}.owner_id`);
  const shared = type?.sharedThrough;
  if (!shared || owned === "true" || owned === "false") return owned;
  const theirs = ownedWithin(scope, actor, params, tenant, `s.${shared.userColumn}`);
  return `(${owned} or ${alias}.id in (select s.${shared.recordColumn} from ${shared.table} s where s.tenant_id = ${tenant} and ${theirs}))`;
}

/** The ids of the people within a scope that is not the whole tenant, as a `select` of one column `id`. */
export function peopleWithin(
  scope: Exclude<Scope, "tenant">,
  actor: Actor,
  params: Params,
  tenant: string,
): string {
  if (!actor.userId) return "select null::uuid as id where false";
  const me = `select ${params.add(uuidOf("user", actor.userId))}::uuid as id`;
  const [column, group] = groupOf(scope, actor);
  if (!column || !group) return me;
  return `${me} union select u.id from users u where u.tenant_id = ${tenant} and u.${column} = ${params.add(group)}::uuid`;
}

/** The column of people that holds the scope's group, and the actor's own group by it. */
function groupOf(scope: Scope, actor: Actor): [column: string, uuid: string | null] | [null, null] {
  if (scope === "team") return ["team_id", actor.teamId ? uuidOf("team", actor.teamId) : null];
  if (scope === "department")
    return ["department_id", actor.departmentId ? uuidOf("dept", actor.departmentId) : null];
  return [null, null];
}

/** `owner` is a person within the actor's scope. */
export function ownedWithin(
  scope: Scope,
  actor: Actor,
  params: Params,
  tenant: string,
  owner: string,
): string {
  if (scope === "tenant") return "true";
  if (!actor.userId) return "false";
  const me = `${owner} = ${params.add(uuidOf("user", actor.userId))}::uuid`;
  const [column, group] = groupOf(scope, actor);
  if (!column || !group) return me;
  return `(${me} or ${owner} in (select u.id from users u where u.tenant_id = ${tenant} and u.${column} = ${params.add(group)}::uuid))`;
}
