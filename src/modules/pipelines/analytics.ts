// Analytics of a pipeline over a year: period by period what came in and what was closed, and how deals pass the stages.
import { z } from "zod";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, Params } from "@/kernel/query";
import { recordTypeNamed } from "@/kernel/records";
import { type CurrencyTotal, loadRates, MoneySum, mergeTotals, sumOf } from "@/modules/currencies";
import { pipelineOf } from "./load";
import { PipelineId } from "./schema";

const periods = ["month", "quarter", "year"] as const;
const monthsOf = { month: 1, quarter: 3, year: 12 } as const;

export const AnalyticsQuery = z.strictObject({
  pipelineId: PipelineId,
  period: z
    .enum(periods)
    .default("month")
    .meta({ description: "Length of a period", examples: ["month"] }),
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
    .meta({ description: "The year, in UTC; this one when absent", examples: [2025] }),
});

const figures = {
  created: MoneySum.meta({ description: "Deals created in it" }),
  won: MoneySum.meta({ description: "Deals won in it" }),
  lost: MoneySum.meta({ description: "Deals lost in it" }),
  conversionRate: z.number().meta({ description: "Won in percent of all closed in it", examples: [32.5] }),
};

export const PipelineAnalytics = z
  .strictObject({
    pipelineId: PipelineId,
    period: z.enum(periods).meta({ description: "Length of a period", examples: ["month"] }),
    year: z.int().meta({ description: "The year", examples: [2025] }),
    periods: z
      .array(
        z.strictObject({
          label: z.string().meta({ description: "The period", examples: ["2025-01"] }),
          ...figures,
        }),
      )
      .meta({ description: "The periods of the year, in order" }),
    total: z.strictObject(figures).meta({ description: "The year" }),
    stages: z
      .array(
        z.strictObject({
          id: z
            .string()
            .meta({ description: "The stage's id", examples: ["stage_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
          key: z.string().meta({ description: "The stage's key", examples: ["proposal"] }),
          name: z.string().meta({ description: "The stage's name", examples: ["Proposal"] }),
          entered: z.int().meta({ description: "Times a deal came in during the year", examples: [40] }),
          left: z.int().meta({ description: "How many of those went on since", examples: [31] }),
          averageDays: z.number().meta({
            description: "Mean days of those stays, until now for the present ones",
            examples: [9.5],
          }),
        }),
      )
      .meta({ description: "How deals passed the stages" }),
  })
  .meta({ title: "Pipeline analytics" });
export type PipelineAnalytics = z.output<typeof PipelineAnalytics>;

type Row = CurrencyTotal & { what: "created" | "won" | "lost"; month: number };
type StayRow = { stage_id: string; entered: number; gone: number; days: number };

/** Over the deals that the actor may see. */
export async function getPipelineAnalytics(
  ctx: Ctx,
  { pipelineId, period, year: asked }: z.output<typeof AnalyticsQuery>,
): Promise<PipelineAnalytics> {
  const pipeline = await pipelineOf(ctx, pipelineId);
  const year = asked ?? Number(ctx.now.slice(0, 4));
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const scope = compileScope(ctx.actor, "deals:read", params, tenant, "t", recordTypeNamed("deal"));
  const where = `t.tenant_id = ${tenant} and t.deleted_at is null and t.pipeline_id = ${params.add(uuidOf("pipe", pipeline.id))}::uuid and ${scope}`;
  const [from, to] = [`${year}-01-01T00:00:00Z`, `${year + 1}-01-01T00:00:00Z`].map(
    (at) => `${params.add(at)}::timestamptz`,
  );
  const counted = (what: string, column: string, condition: string) =>
    `select ${what} as what, t.currency, extract(month from ${column} at time zone 'UTC')::int as month, count(*)::int as count,
       sum(t.value)::text as value, sum(t.value * t.probability)::text as weighted
     from deals t where ${where} and ${condition} and ${column} >= ${from} and ${column} < ${to} group by 1, 2, 3`;
  const [rates, rows, stays] = await Promise.all([
    loadRates(ctx),
    ctx.tx.query<Row>(
      `${counted("'created'", "t.created_at", "true")} union all ${counted("t.status", "t.actual_close_date", "t.status <> 'active'")}`,
      params.values,
    ),
    ctx.tx.query<StayRow>(
      `select h.stage_id, count(*)::int as entered, count(h.left_at)::int as gone,
         avg(extract(epoch from coalesce(h.left_at, $${params.values.length + 1}::timestamptz) - h.entered_at) / 86400)::float8 as days
       from deal_stage_history h join deals t on t.tenant_id = h.tenant_id and t.id = h.deal_id
       where h.tenant_id = ${tenant} and ${where} and h.entered_at >= ${from} and h.entered_at < ${to} group by h.stage_id`,
      [...params.values, ctx.now],
    ),
  ]);
  const figuresOf = (isIn: (month: number) => boolean) => {
    const of = (what: Row["what"]) =>
      sumOf(rates, mergeTotals(rows.filter((row) => row.what === what && isIn(row.month))));
    const [created, won, lost] = [of("created"), of("won"), of("lost")];
    const closed = won.count + lost.count;
    return {
      created,
      won,
      lost,
      conversionRate: closed === 0 ? 0 : Math.round((won.count / closed) * 1000) / 10,
    };
  };
  const months = monthsOf[period];
  const label = (i: number) =>
    period === "year"
      ? String(year)
      : period === "quarter"
        ? `${year}-Q${i + 1}`
        : `${year}-${String(i + 1).padStart(2, "0")}`;
  return {
    pipelineId: pipeline.id,
    period,
    year,
    periods: Array.from({ length: 12 / months }, (_, i) => ({
      label: label(i),
      ...figuresOf((month) => Math.floor((month - 1) / months) === i),
    })),
    total: figuresOf(() => true),
    stages: pipeline.stages.map(({ id, key, name }) => {
      const stay = stays.find((row) => row.stage_id === uuidOf("stage", id));
      return {
        id,
        key,
        name,
        entered: stay?.entered ?? 0,
        left: stay?.gone ?? 0,
        averageDays: Math.round((stay?.days ?? 0) * 10) / 10,
      };
    }),
  };
}
