// How a pipeline is doing, over the deals that the actor may read: the computed fields of a pipeline and its stages.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, Params } from "@/kernel/query";
import { recordTypeNamed } from "@/kernel/records";
import { type CurrencyTotal, loadRates, mergeTotals, sumOf } from "@/modules/currencies";
import type { Pipeline, PipelineMetrics } from "./schema";

type TotalRow = CurrencyTotal & { stage_id: string; outcome: string };
type StayRow = { stage_id: string; days: number };
type CycleRow = { won: number; lost: number; cycle_days: number };

const totalsText = `t.currency, count(*)::int as count, sum(t.value)::text as value, sum(t.value * t.probability)::text as weighted`;

export async function metricsOf(ctx: Ctx, pipeline: Pipeline): Promise<PipelineMetrics | null> {
  if (scopeOf(ctx.actor, "deals:read") === undefined) return null;
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const id = `${params.add(uuidOf("pipe", pipeline.id))}::uuid`;
  const scope = compileScope(ctx.actor, "deals:read", params, tenant, "t", recordTypeNamed("deal"));
  const where = `t.tenant_id = ${tenant} and t.pipeline_id = ${id} and t.deleted_at is null and ${scope}`;
  const values = params.values;
  const [rates, totals, stays, [cycle]] = await Promise.all([
    loadRates(ctx),
    ctx.tx.query<TotalRow>(
      `select t.stage_id, t.outcome, ${totalsText} from deals t where ${where} group by t.stage_id, t.outcome, t.currency`,
      values,
    ),
    ctx.tx.query<StayRow>(
      `select h.stage_id, round(avg(extract(epoch from coalesce(h.left_at, $${values.length + 1}::timestamptz) - h.entered_at) / 86400))::int as days
       from deal_stage_history h join deals t on t.tenant_id = h.tenant_id and t.id = h.deal_id
       where h.tenant_id = ${tenant} and ${where} group by h.stage_id`,
      [...values, ctx.now],
    ),
    ctx.tx.query<CycleRow>(
      `select count(*) filter (where t.outcome = 'won')::int as won, count(*) filter (where t.outcome = 'lost')::int as lost,
         coalesce(round(avg(extract(epoch from t.actual_close_date - t.created_at) / 86400) filter (where t.outcome = 'won')), 0)::int as cycle_days
       from deals t where ${where}`,
      values,
    ),
  ]);
  const some = (keep: (row: TotalRow) => boolean) => sumOf(rates, mergeTotals(totals.filter(keep)));
  const sized = some((row) => row.outcome !== "lost");
  const closed = (cycle?.won ?? 0) + (cycle?.lost ?? 0);
  return {
    totalValue: some((row) => row.outcome === "open"),
    averageDealSize:
      sized.value === null
        ? null
        : sized.count === 0
          ? 0
          : Math.round((sized.value / sized.count) * 100) / 100,
    conversionRate: closed === 0 ? 0 : Math.round(((cycle?.won ?? 0) / closed) * 1000) / 10,
    averageSalesCycle: Math.max(0, cycle?.cycle_days ?? 0),
    stages: pipeline.stages.map((stage) => {
      const uuid = uuidOf("stage", stage.id);
      const stageValue = some((row) => row.stage_id === uuid);
      return {
        id: stage.id,
        dealCount: stageValue.count,
        stageValue,
        averageTimeInStage: stays.find((row) => row.stage_id === uuid)?.days ?? 0,
      };
    }),
  };
}
