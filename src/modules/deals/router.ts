// The operations on deals: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import {
  cascadeParam,
  DeletedSchema,
  ifVersion,
  pageOf,
  recordSearch,
  standardOperations,
  TimelineEntry,
  TimelineQuery,
} from "@/kernel/records";
import { PipelineId, StageRef } from "@/modules/pipelines";
import { Board, getBoard } from "./board";
import { dealEvents } from "./events";
import { Forecast, ForecastQuery, getForecast } from "./forecast";
import { listStageHistory, StageStay } from "./history";
import { partsRouter } from "./parts-router";
import { Deal, DealPatch, dealRecord, NewDeal } from "./schema";
import {
  createDeal,
  deleteDeal,
  getDeal,
  getDealTimeline,
  listDeals,
  listDealsOfAccount,
  listDealsOfContact,
  loseDeal,
  moveDealStage,
  reopenDeal,
  restoreDeal,
  updateDeal,
  winDeal,
} from "./service";

const dealId = z
  .string()
  .meta({ description: "The deal's id", examples: ["deal_018f6f0e7c1b7d3a9b0c1d2e3f405162"] });
const accountId = z
  .string()
  .meta({ description: "The account's id", examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405164"] });
const contactId = z
  .string()
  .meta({ description: "The contact's id", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405164"] });
const ById = z.strictObject({ dealId });
const cascade = cascadeParam("activities");
const words = (description: string, example: string, max = 2000) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .optional()
    .meta({ description, examples: [example] });
const reason = words("Why, in free words", "Customer approved proposal");
const fields = DealPatch.optional().meta({
  title: "Fields to fill in",
  description: "Fields to set in the same step: what the stage's gate asks for",
  examples: [{ expectedCloseDate: "2025-03-15T00:00:00Z" }],
});
const moved = [dealEvents.updated, dealEvents.stageChanged, dealEvents.won, dealEvents.lost];
const created = [dealEvents.created, dealEvents.won, dealEvents.lost];
const STAGE_GATE = "The stage asks for something that is missing; `error.details.missing` lists it";
const Closing = ById.extend({
  reason: words("One of your reasons, by id or label; required when the pipeline says so", "Price", 100),
  note: words("What is to be said about it, in free words", "They went with the cheaper offer"),
  fields,
  ifVersion,
});

const standard = standardOperations(dealRecord, dealEvents);

export const dealsRouter = router({
  list: operation(standard.list).input(recordQuery(dealRecord)).output(pageOf(Deal)).query(read(listDeals)),
  search: operation(standard.search)
    .input(recordSearch(dealRecord))
    .output(pageOf(Deal))
    .query(read(listDeals)),
  board: operation({
    title: "Get the board of a pipeline",
    description:
      "Takes what the list takes: `limit` is the number of cards in each column, `page` which of them, `sort` their order. Sums are over all that match.",
    permission: "deals:read",
    rest: "GET /deals/board",
    cost: 5,
  })
    .input(recordQuery(dealRecord, { pipelineId: PipelineId.optional() }))
    .output(Board)
    .query(read(getBoard)),
  forecast: operation({
    title: "Forecast",
    description:
      "Open deals by their expected close, won and lost ones by their actual close. All pipelines without `pipelineId`.",
    permission: "deals:forecast",
    rest: "GET /deals/forecast",
    cost: 20,
  })
    .input(ForecastQuery)
    .output(Forecast)
    .query(read(getForecast)),
  create: operation({ ...standard.create, emits: created, errors: { STAGE_GATE } })
    .input(NewDeal)
    .output(Deal)
    .mutation(write(createDeal)),
  get: operation(standard.get).input(ById).output(Deal).query(read(getDeal)),
  update: operation({
    ...standard.update,
    description:
      "Partial: an absent key leaves its field, `null` clears it; `customFields` merge key by key. A new `stage` is a move, with all that belongs to it, and needs deals:move_stage.",
    emits: moved,
    errors: { STAGE_GATE },
  })
    .input(DealPatch.extend({ dealId, ifVersion }))
    .output(Deal)
    .mutation(write(updateDeal)),
  moveStage: operation({
    title: "Move a deal to another stage",
    description: "Within its pipeline. `fields` fills in what the stage asks for in the same step.",
    permission: "deals:move_stage",
    rest: "POST /deals/{dealId}/move-stage",
    emits: moved,
    errors: { STAGE_GATE },
  })
    .input(
      ById.extend({
        newStage: StageRef,
        reason,
        closeReason: words(
          "For a stage that ends the deal: one of your reasons, by id or label",
          "Price",
          100,
        ),
        fields,
        ifVersion,
      }),
    )
    .output(Deal)
    .mutation(write(moveDealStage)),
  win: operation({
    title: "Close a deal as won",
    permission: "deals:move_stage",
    rest: "POST /deals/{dealId}/win",
    emits: moved,
    errors: { STAGE_GATE },
  })
    .input(Closing)
    .output(Deal)
    .mutation(write(winDeal)),
  lose: operation({
    title: "Close a deal as lost",
    permission: "deals:move_stage",
    rest: "POST /deals/{dealId}/lose",
    emits: moved,
    errors: { STAGE_GATE },
  })
    .input(Closing)
    .output(Deal)
    .mutation(write(loseDeal)),
  reopen: operation({
    title: "Reopen a closed deal",
    permission: "deals:move_stage",
    rest: "POST /deals/{dealId}/reopen",
    emits: moved,
    errors: { STAGE_GATE, DEAL_IS_OPEN: "It is not closed" },
  })
    .input(
      ById.extend({
        stage: StageRef.optional().meta({
          description: "Where it goes; where it was last open when absent",
          examples: ["negotiation"],
        }),
        reason,
        ifVersion,
      }),
    )
    .output(Deal)
    .mutation(write(reopenDeal)),
  stageHistory: operation({
    title: "Get the stage history of a deal",
    permission: "deals:read",
    rest: "GET /deals/{dealId}/stage-history",
  })
    .input(ById)
    .output(z.array(StageStay))
    .query(read(listStageHistory)),
  delete: operation(standard.delete)
    .input(ById.extend({ cascade }))
    .output(DeletedSchema)
    .mutation(write(deleteDeal)),
  restore: operation(standard.restore).input(ById).output(Deal).mutation(write(restoreDeal)),
  ofAccount: operation({
    title: "List the deals of an account",
    permission: "deals:read",
    rest: "GET /accounts/{accountId}/deals",
  })
    .input(recordQuery(dealRecord, { accountId }))
    .output(pageOf(Deal))
    .query(read(listDealsOfAccount)),
  ofContact: operation({
    title: "List the deals of a contact",
    description: "Those it is the main contact of, and those it has a role in.",
    permission: "deals:read",
    rest: "GET /contacts/{contactId}/deals",
  })
    .input(recordQuery(dealRecord, { contactId }))
    .output(pageOf(Deal))
    .query(read(listDealsOfContact)),
  timeline: operation(standard.timeline)
    .input(TimelineQuery.extend({ dealId }))
    .output(pageOf(TimelineEntry))
    .query(read(getDealTimeline)),
  ...partsRouter,
});
