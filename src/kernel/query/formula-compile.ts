// Formulas, second half: the tree as typed SQL. What cannot be computed (a division by zero, an empty field) is empty;
// no value of any record can make the statement fail.
import { type Formula, FormulaFault } from "./formula-parse";

export type FormulaType = "number" | "text" | "boolean" | "date" | "dateTime" | "nothing";
export type Typed = { sql: string; type: FormulaType };

/** What a formula stands on: fields as typed SQL (undefined: there is none), and literals as parameters. */
export type FormulaScope = {
  field: (name: string) => Typed | undefined;
  literal: (value: string | boolean, type: "numeric" | "text" | "boolean") => string;
};

const isTime = (type: FormulaType): boolean => type === "date" || type === "dateTime";

export function compileFormula(tree: Formula, scope: FormulaScope): Typed {
  const compile = (of: Formula): Typed => compileFormula(of, scope);
  switch (tree.kind) {
    case "number":
      return { sql: scope.literal(tree.value, "numeric"), type: "number" };
    case "text":
      return { sql: scope.literal(tree.value, "text"), type: "text" };
    case "boolean":
      return { sql: tree.value ? "true" : "false", type: "boolean" };
    case "field": {
      const found = scope.field(tree.name);
      if (!found) throw new FormulaFault(`There is no field {${tree.name}} to calculate with`, tree.at);
      return found;
    }
    case "unary": {
      const of = compile(tree.of);
      if (tree.operator === "-") return { sql: `(- ${need(of, "number", tree.at)})`, type: "number" };
      return { sql: `(not ${need(of, "boolean", tree.at)})`, type: "boolean" };
    }
    case "binary":
      return binary(tree.operator, compile(tree.left), compile(tree.right), tree.at);
    case "call":
      return call(tree.name, tree.of.map(compile), tree.at);
  }
}

const names: Record<FormulaType, string> = {
  number: "a number",
  text: "text",
  boolean: "true or false",
  date: "a date",
  dateTime: "a time",
  nothing: "nothing",
};

function need({ sql, type }: Typed, wanted: FormulaType, at: number): string {
  if (type === wanted) return sql;
  if (wanted === "text") return type === "number" ? `trim_scale(${sql})::text` : `(${sql})::text`;
  throw new FormulaFault(`Here must be ${names[wanted]}, not ${names[type]}`, at);
}

const bounded = (sql: string): string =>
  `(select case when abs(b) < 1e100 then b end from (select ${sql}) as s(b))`;

function binary(operator: string, left: Typed, right: Typed, at: number): Typed {
  switch (operator) {
    case "AND":
    case "OR":
      return {
        sql: `(${need(left, "boolean", at)} ${operator.toLowerCase()} ${need(right, "boolean", at)})`,
        type: "boolean",
      };
    case "&":
      return {
        sql: `(coalesce(${need(left, "text", at)}, '') || coalesce(${need(right, "text", at)}, ''))`,
        type: "text",
      };
    case "+":
    case "-":
    case "*":
      return {
        sql: `(${need(left, "number", at)} ${operator} ${need(right, "number", at)})`,
        type: "number",
      };
    case "/":
      return {
        sql: bounded(`round(${need(left, "number", at)} / nullif(${need(right, "number", at)}, 0), 20)`),
        type: "number",
      };
    default: {
      if (left.type !== right.type && !(isTime(left.type) && isTime(right.type)))
        throw new FormulaFault(`${names[left.type]} cannot be compared with ${names[right.type]}`, at);
      return { sql: `(${left.sql} ${operator === "!=" ? "<>" : operator} ${right.sql})`, type: "boolean" };
    }
  }
}

function call(name: string, of: Typed[], at: number): Typed {
  const count = (least: number, most = least): void => {
    if (of.length >= least && of.length <= most) return;
    const words =
      least === most ? `${least}` : `${least} to ${most === Number.POSITIVE_INFINITY ? "more" : most}`;
    throw new FormulaFault(`${name} takes ${words} values, not ${of.length}`, at);
  };
  const number = (i: number): string => need(of[i]!, "number", at);
  const text = (i: number): string => need(of[i]!, "text", at);
  const time = (i: number): string => {
    if (!isTime(of[i]!.type)) throw new FormulaFault(`Here must be a date, not ${names[of[i]!.type]}`, at);
    return `(${of[i]!.sql})`;
  };
  const date = (i: number): string =>
    of[i]!.type === "dateTime" ? `(${time(i)} at time zone 'UTC')::date` : `${time(i)}::date`;
  const alike = (from: number): Typed => {
    const different = of.slice(from).find((one) => one.type !== of[from]!.type);
    if (different) throw new FormulaFault(`${name} needs values of one kind`, at);
    return of[from]!;
  };
  switch (name) {
    case "IF":
      count(3);
      return {
        sql: `(case when ${need(of[0]!, "boolean", at)} then ${alike(1).sql} else ${of[2]!.sql} end)`,
        type: of[1]!.type,
      };
    case "COALESCE":
      count(1, 20);
      return { sql: `coalesce(${of.map((one) => one.sql).join(", ")})`, type: alike(0).type };
    case "ISEMPTY":
      count(1);
      return { sql: `(${of[0]!.sql} is null)`, type: "boolean" };
    case "ROUND":
      count(1, 2);
      return {
        sql: `round(${number(0)}, ${of[1] ? `least(greatest(${number(1)}, -20), 20)::int` : "0"})`,
        type: "number",
      };
    case "ABS":
    case "FLOOR":
    case "CEIL":
      count(1);
      return { sql: `${name.toLowerCase()}(${number(0)})`, type: "number" };
    case "MIN":
    case "MAX":
      count(1, 20);
      return {
        sql: `${name === "MIN" ? "least" : "greatest"}(${of.map((one) => one.sql).join(", ")})`,
        type: alike(0).type,
      };
    case "CONCAT":
      count(1, 20);
      return { sql: `concat(${of.map((_, i) => text(i)).join(", ")})`, type: "text" };
    case "UPPER":
    case "LOWER":
    case "TRIM":
      count(1);
      return { sql: `${name === "TRIM" ? "btrim" : name.toLowerCase()}(${text(0)})`, type: "text" };
    case "LEFT":
    case "RIGHT":
      count(2);
      return {
        sql: `${name.toLowerCase()}(${text(0)}, least(greatest(${number(1)}, 0), 1000)::int)`,
        type: "text",
      };
    case "LEN":
      count(1);
      return { sql: `length(${text(0)})::numeric`, type: "number" };
    case "CONTAINS":
      count(2);
      return { sql: `(strpos(control.fold(${text(0)}), control.fold(${text(1)})) > 0)`, type: "boolean" };
    case "TODAY":
      count(0);
      return { sql: "(now() at time zone 'UTC')::date", type: "date" };
    case "NOW":
      count(0);
      return { sql: "now()", type: "dateTime" };
    case "DAYS":
      count(2);
      return { sql: `(${date(0)} - ${date(1)})::numeric`, type: "number" };
    case "ADDDAYS":
      count(2);
      return { sql: `(${date(0)} + least(greatest(${number(1)}, -100000), 100000)::int)`, type: "date" };
    case "YEAR":
    case "MONTH":
    case "DAY":
      count(1);
      return { sql: `extract(${name.toLowerCase()} from ${date(0)})::numeric`, type: "number" };
    default:
      throw new FormulaFault(
        `There is no function ${name}. Known: IF, COALESCE, ISEMPTY, ROUND, ABS, FLOOR, CEIL, MIN, MAX, CONCAT, UPPER, LOWER, TRIM, LEFT, RIGHT, LEN, CONTAINS, TODAY, NOW, DAYS, ADDDAYS, YEAR, MONTH, DAY`,
        at,
      );
  }
}
