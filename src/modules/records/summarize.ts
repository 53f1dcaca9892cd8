// Calculations under the columns of a list, over everything that its query matches, in one statement.
import { z } from "zod";
import { invalidField } from "@/kernel/errors";
import type { Ctx } from "@/kernel/operation";
import { Params } from "@/kernel/query";
import { type Expression, Expressions, whereOf } from "@/kernel/records";
import { RecordTypeName } from "./schema";
import { queryOf, typeNamed } from "./selection";

export const calculations = ["count", "filled", "empty", "unique", "sum", "avg", "min", "max"] as const;
type Calculation = (typeof calculations)[number];

export const SummaryInput = z.strictObject({
  recordType: RecordTypeName,
  query: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: "The list query: `search`, `filter` and fields, as in a list" }),
  calculations: z
    .record(z.string(), z.enum(calculations))
    .refine((asked) => Object.keys(asked).length <= 20, "at most 20 calculations")
    .meta({ description: "The calculation by field", examples: [{ annualRevenue: "sum" }] }),
});

export const SummaryResult = z
  .strictObject({
    count: z.int().meta({ description: "How many records match", examples: [1234] }),
    values: z
      .array(
        z.strictObject({
          field: z.string().meta({ description: "The field", examples: ["annualRevenue"] }),
          calculation: z.enum(calculations).meta({ description: "What was calculated", examples: ["sum"] }),
          currency: z
            .string()
            .nullable()
            .meta({ description: "Of an amount; one value for each currency", examples: ["USD"] }),
          value: z.unknown().meta({ description: "The result; null when there is nothing to calculate" }),
        }),
      )
      .meta({ description: "The results" }),
  })
  .meta({ title: "Calculations" });
type SummaryResult = z.output<typeof SummaryResult>;

type Asked = Expression & { calculation: Calculation };

export async function summarizeRecords(
  ctx: Ctx,
  { recordType, query, calculations: asked }: z.output<typeof SummaryInput>,
): Promise<SummaryResult> {
  const type = typeNamed(recordType);
  const checked = await queryOf(ctx, type, query, "query");
  const params = new Params();
  const expressions = new Expressions(ctx, type, params);
  const columns: Asked[] = [];
  for (const [name, calculation] of Object.entries(asked)) {
    const found = await expressions.of(name, `calculations.${name}`);
    if (!isPossible(found, calculation))
      throw invalidField(`calculations.${name}`, `${found.label} has no ${calculation}`);
    columns.push({ ...found, calculation });
  }
  const currencies = [...new Set(columns.filter(isPerCurrency).map((one) => one.currency!))];
  // One pass over the rows for everything that has no currency, and in the same statement one group for each currency.
  const grouping = currencies[0];
  // Only a multi-select makes several rows of one record; telling records apart sorts them all.
  const one = columns.some(({ isList, name }) => isList && name.startsWith("customFields."))
    ? "distinct t.id"
    : "*";
  const rows = await ctx.tx.query<
    { currency: string | null; is_total: boolean; count: number } & Record<string, unknown>
  >(
    `select ${grouping ? `${grouping} as currency, grouping(${grouping}) = 1` : "null as currency, true"} as is_total, count(${one})::int as count
       ${columns.map((column, i) => `, ${sqlOf(column, one)} as c${i}`).join("")}
     from ${type.tableName} t${expressions.joins.join("")}
     where ${whereOf(ctx, type, checked, params, `${type.resource}:read`)}
     ${grouping ? `group by grouping sets ((), (${grouping}))` : ""}`,
    params.values,
  );
  const total = rows.find((row) => row.is_total);
  const values: SummaryResult["values"] = [];
  for (const [i, one] of columns.entries()) {
    const about = { field: one.name, calculation: one.calculation };
    if (!isPerCurrency(one)) {
      values.push({ ...about, currency: null, value: resultOf(one, total?.[`c${i}`], null) });
      continue;
    }
    for (const row of rows) {
      const raw = row[`c${i}`];
      if (row.is_total || raw === null || raw === undefined) continue;
      values.push({ ...about, currency: row.currency, value: resultOf(one, raw, row.currency) });
    }
  }
  return { count: total?.count ?? 0, values };
}

const isAmount = (calculation: Calculation): boolean => ["sum", "avg", "min", "max"].includes(calculation);
const isPerCurrency = (one: Asked): boolean => one.currency !== null && isAmount(one.calculation);

function isPossible({ kind, isList }: Expression, calculation: Calculation): boolean {
  const isNumber = kind === "integer" || kind === "number" || kind === "money";
  if (calculation === "sum" || calculation === "avg") return isNumber;
  if (calculation === "min" || calculation === "max")
    return isNumber || kind === "date" || kind === "dateTime";
  return calculation !== "unique" || !isList;
}

/** `one` is what a record counts as. */
function sqlOf({ sql, calculation, isList, name }: Asked, one: string): string {
  const isArray = isList && !name.startsWith("customFields.");
  const isFilled = isArray ? `coalesce(cardinality(${sql}), 0) > 0` : `${sql} is not null`;
  switch (calculation) {
    case "count":
      return `count(${one})::int`;
    case "filled":
      return `(count(${one}) filter (where ${isFilled}))::int`;
    case "empty":
      return `(count(${one}) filter (where not (${isFilled})))::int`;
    case "unique":
      return `count(distinct ${sql})::int`;
    case "avg":
      return `avg(${sql})::text`;
    case "sum":
      return `sum(${sql})::text`;
    default:
      return `${calculation}(${sql})`;
  }
}

function resultOf(one: Asked, raw: unknown, currency: string | null): unknown {
  if (raw === null || raw === undefined) return null;
  if (!isAmount(one.calculation)) return raw;
  if (one.kind === "money") return one.read(Number(raw), currency);
  return one.kind === "date" || one.kind === "dateTime" ? raw : Number(raw);
}
