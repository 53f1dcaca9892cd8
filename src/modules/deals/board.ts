// The board: for each stage the first cards and what all of its deals are worth, from the query object of the list
// and in one statement, so that cards, sums and list can never disagree.
import { z } from "zod";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import {
  compileScope,
  heldWithin,
  nameOfRepeated,
  Params,
  type RecordQuery,
  resolveQuery,
} from "@/kernel/query";
import { columnList, fromList, orderOf, recordTypeNamed, whereOf } from "@/kernel/records";
import { type CurrencyTotal, loadRates, MoneySum, mergeTotals, sumOf } from "@/modules/currencies";
import { choosePipeline, Pipeline, Stage } from "@/modules/pipelines";
import { withNextActivities } from "./next-activity";
import { Deal, dealRecord } from "./schema";
import { resolveStages } from "./stage-filter";

const shownName = (what: string, example: string) =>
  z
    .string()
    .nullable()
    .meta({
      description: `Name of the ${what}; null when there is none or you may not see it`,
      examples: [example],
    });

export const DealCard = Deal.extend({
  accountName: shownName("account", "Enterprise Corp"),
  contactName: shownName("contact", "John Doe"),
  ownerName: shownName("owner", "Ada Lovelace"),
  isRotting: z.boolean().meta({
    description: "Whether it has been in its stage for longer than the stage allows",
    examples: [false],
  }),
  canMove: z.boolean().meta({ description: "Whether you may move it to another stage", examples: [true] }),
}).meta({ title: "Deal card" });
export type DealCard = z.output<typeof DealCard>;

export const Board = z
  .strictObject({
    pipeline: Pipeline.meta({ description: "The pipeline shown" }),
    columns: z
      .array(
        z.strictObject({
          stage: Stage.meta({ description: "The stage" }),
          sum: MoneySum.meta({ description: "All deals of the stage that match, shown or not" }),
          cards: z.array(DealCard).meta({ description: "The first of them" }),
          hasMore: z
            .boolean()
            .meta({ description: "Whether there are more: list them with `stage`", examples: [false] }),
        }),
      )
      .meta({ description: "One column for each stage, from left to right" }),
    sum: MoneySum.meta({ description: "All open deals that match" }),
  })
  .meta({ title: "Board" });
export type Board = z.output<typeof Board>;

type Totals = CurrencyTotal[];

export type BoardQuery = RecordQuery & { pipelineId?: string };

/** A related record's name, where the actor may see such records. */
function nameJoin(ctx: Ctx, typeName: string, name: string, column: string, params: Params, tenant: string) {
  const type = recordTypeNamed(typeName)!;
  const permission = `${type.resource}:read`;
  const alias = `n_${typeName}`;
  if (scopeOf(ctx.actor, permission) === undefined) return { join: "", selected: "null::text" };
  const scope = compileScope(ctx.actor, permission, params, tenant, alias, type);
  return {
    join: ` left join ${type.tableName} ${alias} on ${alias}.tenant_id = ${tenant} and ${alias}.id = c.${column} and ${scope}`,
    selected: name.replaceAll("{}", alias),
  };
}

export async function getBoard(ctx: Ctx, { pipelineId, ...asked }: BoardQuery): Promise<Board> {
  const [pipeline, rates] = await Promise.all([choosePipeline(ctx, pipelineId), loadRates(ctx)]);
  const inPipeline = {
    kind: "compare",
    field: "pipelineId",
    part: null,
    operator: "eq",
    value: pipeline.id,
  } as const;
  const named = await resolveStages(ctx, {
    ...asked,
    condition: { kind: "and" as const, of: [inPipeline, asked.condition] },
  });
  const query = await resolveQuery(ctx, dealRecord, named);
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const where = whereOf(ctx, dealRecord, query, params, "deals:read");
  const order = orderOf(ctx, dealRecord, query.sort, params);
  const account = nameJoin(ctx, "account", "{}.name", "account_id", params, tenant);
  const contact = nameJoin(
    ctx,
    "contact",
    "{}.first_name || ' ' || {}.last_name",
    "contact_id",
    params,
    tenant,
  );
  const scope = scopeOf(ctx.actor, "deals:move_stage");
  const canMove = scope ? heldWithin(scope, ctx.actor, params, tenant, "c", dealRecord) : "false";
  const before = (query.page - 1) * query.limit;
  // The first cards of a stage are found and then numbered: numbering all of its deals would sort them all.
  const text = `select ${columnList(dealRecord, "c.")}, c.place, case when c.place = 1 then g.totals end, ${account.selected}, ${contact.selected}, u.name, (${canMove}) is true
     from (
       select x.stage_id, jsonb_agg(jsonb_build_object('currency', x.currency, 'count', x.count, 'value', x.value, 'weighted', x.weighted)) as totals
       from (
         select t.stage_id, t.currency, count(*)::int as count, sum(t.value)::text as value, sum(t.value * t.probability)::text as weighted
         from deals t where ${where} group by t.stage_id, t.currency
       ) x group by x.stage_id
     ) g
     cross join lateral (
       select f.*, row_number() over () as place from (
         select ${columnList(dealRecord, "t.")} from deals t${order.join}
         where ${where} and t.stage_id = g.stage_id order by ${order.by} limit ${query.limit} offset ${before}
       ) f
     ) c${account.join}${contact.join}
     left join users u on u.tenant_id = ${tenant} and u.id = c.owner_id`;
  const rows = (await ctx.tx.lists(text, params.values, nameOfRepeated(text))).map((row) =>
    toCard(row, pipeline),
  );
  await withNextActivities(
    ctx,
    rows.map(({ card }) => card),
  );
  rows.sort((a, b) => a.place - b.place);
  const totalsOf = new Map(rows.flatMap(({ card, totals }) => (totals ? [[card.stageId, totals]] : [])));
  const columns = pipeline.stages.map((stage) => {
    const sum = sumOf(rates, totalsOf.get(stage.id) ?? []);
    const cards = rows.flatMap(({ card }) => (card.stageId === stage.id ? card : []));
    return { stage, sum, cards, hasMore: sum.count > before + cards.length };
  });
  const open = pipeline.stages
    .filter((stage) => stage.outcome === "open")
    .flatMap((stage) => totalsOf.get(stage.id) ?? []);
  return { pipeline, columns, sum: sumOf(rates, mergeTotals(open)) };
}

type Placed = { card: DealCard; place: number; totals: Totals | null };

/** What follows the deal's own columns in a row of the board. */
type Beside = [
  place: number,
  totals: Totals | null,
  account: string | null,
  contact: string | null,
  owner: string | null,
  canMove: boolean,
];

function toCard(row: unknown[], pipeline: z.output<typeof Pipeline>): Placed {
  const wire = fromList(dealRecord, row);
  const card = wire as DealCard;
  const [place, totals, account, contact, owner, canMove] = row.slice(dealRecord.columns.length) as Beside;
  const stage = pipeline.stages.find((one) => one.id === card.stageId);
  // Hundreds of cards a board: each is filled in where it is rather than copied.
  card.accountName = account;
  card.contactName = contact;
  card.ownerName = owner;
  card.canMove = canMove === true;
  card.isRotting =
    stage?.outcome === "open" && stage.rottingDays !== null && Number(wire.daysInStage) > stage.rottingDays;
  return { card, place, totals };
}
