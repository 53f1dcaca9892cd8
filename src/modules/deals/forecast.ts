// The forecast: period by period what is expected, what it is worth weighted, and what was won.
import { z } from "zod";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, Params } from "@/kernel/query";
import { type CurrencyTotal, loadRates, MoneySum, mergeTotals, sumOf } from "@/modules/currencies";
import { choosePipeline, PipelineId } from "@/modules/pipelines";
import { dealRecord } from "./schema";

export const forecastPeriods = ["month", "quarter", "year"] as const;
export type ForecastPeriod = (typeof forecastPeriods)[number];
const monthsOf = { month: 1, quarter: 3, year: 12 } as const;

const day = (what: string, example: string) =>
  z.iso.datetime().meta({ description: what, examples: [example] });

const Figures = {
  pipeline: MoneySum.meta({ description: "Open deals expected to close in it, plain and weighted" }),
  won: MoneySum.meta({ description: "Deals won in it" }),
  lost: MoneySum.meta({ description: "Deals lost in it" }),
};

export const Forecast = z
  .strictObject({
    pipelineId: z
      .string()
      .nullable()
      .meta({
        description: "The pipeline; null for all of them",
        examples: ["pipe_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
      }),
    period: z.enum(forecastPeriods).meta({ description: "Length of a period", examples: ["quarter"] }),
    year: z.int().meta({ description: "The year, in UTC", examples: [2025] }),
    currency: z
      .string()
      .meta({ description: "The base currency that sums are converted to", examples: ["USD"] }),
    periods: z
      .array(
        z.strictObject({
          label: z.string().meta({ description: "The period", examples: ["2025-Q1"] }),
          start: day("Its first instant", "2025-01-01T00:00:00.000Z"),
          end: day("The first instant after it", "2025-04-01T00:00:00.000Z"),
          ...Figures,
        }),
      )
      .meta({ description: "The periods of the year, in order" }),
    total: z.strictObject(Figures).meta({ description: "The year" }),
    unscheduled: MoneySum.meta({ description: "Open deals without an expected close: in no period" }),
  })
  .meta({ title: "Forecast" });
export type Forecast = z.output<typeof Forecast>;

export const ForecastQuery = z.strictObject({
  pipelineId: PipelineId.optional(),
  period: z
    .enum(forecastPeriods)
    .default("quarter")
    .meta({ description: "Length of a period", examples: ["quarter"] }),
  year: z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{4}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(1970).max(2200))
    .optional()
    .meta({ description: "The year; this one when absent", examples: [2025] }),
});

type Row = CurrencyTotal & { status: "active" | "won" | "lost"; month: number | null };

export async function getForecast(
  ctx: Ctx,
  { pipelineId, period, year: asked }: z.output<typeof ForecastQuery>,
): Promise<Forecast> {
  const year = asked ?? Number(ctx.now.slice(0, 4));
  const pipeline = pipelineId ? await choosePipeline(ctx, pipelineId) : null;
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  // A forecast shows sums over deals: only over those that the actor may see one by one as well.
  const scopes = ["deals:forecast", "deals:read"]
    .filter((permission) => permission !== "deals:read" || scopeOf(ctx.actor, permission) !== undefined)
    .map((permission) => compileScope(ctx.actor, permission, params, tenant, "t", dealRecord));
  const inPipeline = pipeline ? ` and t.pipeline_id = ${params.add(uuidOf("pipe", pipeline.id))}::uuid` : "";
  const [from, to] = [params.add(`${year}-01-01T00:00:00Z`), params.add(`${year + 1}-01-01T00:00:00Z`)];
  const within = (column: string) => `${column} >= ${from}::timestamptz and ${column} < ${to}::timestamptz`;
  const [rates, rows] = await Promise.all([
    loadRates(ctx),
    ctx.tx.query<Row>(
      `select t.status, t.currency, count(*)::int as count, sum(t.value)::text as value, sum(t.value * t.probability)::text as weighted,
         extract(month from case when t.status = 'active' then t.expected_close_date else t.actual_close_date end at time zone 'UTC')::int as month
       from deals t where t.tenant_id = ${tenant} and t.deleted_at is null and ${scopes.join(" and ")}${inPipeline}
         and (t.status = 'active' and (t.expected_close_date is null or ${within("t.expected_close_date")})
           or t.status <> 'active' and ${within("t.actual_close_date")})
       group by t.status, t.currency, month`,
      params.values,
    ),
  ]);
  const sum = (keep: (row: Row) => boolean) => sumOf(rates, mergeTotals(rows.filter(keep)));
  const figures = (isIn: (month: number) => boolean) => ({
    pipeline: sum((row) => row.status === "active" && row.month !== null && isIn(row.month)),
    won: sum((row) => row.status === "won" && isIn(row.month!)),
    lost: sum((row) => row.status === "lost" && isIn(row.month!)),
  });
  const months = monthsOf[period];
  return {
    pipelineId: pipeline?.id ?? null,
    period,
    year,
    currency: rates.base,
    periods: Array.from({ length: 12 / months }, (_, i) => ({
      label: labelOf(period, year, i),
      start: new Date(Date.UTC(year, i * months, 1)).toISOString(),
      end: new Date(Date.UTC(year, (i + 1) * months, 1)).toISOString(),
      ...figures((month) => Math.floor((month - 1) / months) === i),
    })),
    total: figures(() => true),
    unscheduled: sum((row) => row.status === "active" && row.month === null),
  };
}

const labelOf = (period: ForecastPeriod, year: number, index: number): string =>
  period === "year"
    ? String(year)
    : period === "quarter"
      ? `${year}-Q${index + 1}`
      : `${year}-${String(index + 1).padStart(2, "0")}`;
