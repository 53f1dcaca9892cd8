// What a deal is: every field once.
import { z } from "zod";
import { clock } from "@/kernel/clock";
import { currencyDecimals, field, filledIn, readOnly } from "@/kernel/fields";
import { defineRecord, registerRecord } from "@/kernel/records";
import { accountRecord } from "@/modules/accounts";
import { contactRecord } from "@/modules/contacts";
import { productRecord } from "@/modules/products";
import { dealRules } from "./rules";
import { deals } from "./table";

const dayMs = 86_400_000;

export const NextActivity = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The activity's id", examples: ["task_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
    type: z.string().meta({ description: "Its kind", examples: ["task"] }),
    title: z.string().meta({ description: "What is to be done", examples: ["Send the offer"] }),
    dueAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "When", examples: ["2025-01-30T09:00:00.000Z"] }),
  })
  .meta({ title: "Next activity" });
export type NextActivity = z.output<typeof NextActivity>;

export const dealRecord = registerRecord(
  defineRecord({
    name: "deal",
    plural: "deals",
    label: "Deal",
    labelPlural: "Deals",
    prefix: "deal",
    table: deals,
    fields: {
      title: field.text({
        required: true,
        label: "Title",
        description: "What is to be sold, in a few words",
        example: "Enterprise Software License",
        searchable: true,
        aliases: ["deal", "deal name", "name", "opportunity", "opportunity name"],
      }),
      value: field.money({
        required: true,
        default: 0,
        min: 0,
        currencyField: "currency",
        label: "Value",
        description: "What it is worth in `currency`, with as many decimals as it has",
        example: 50000,
        aliases: ["amount", "deal value", "close value", "revenue"],
      }),
      currency: field.currency({
        default: "USD",
        label: "Currency",
        description:
          "ISO 4217 code; the workspace's base currency when absent, any other one needs a rate in Settings → Currencies",
        example: "USD",
      }),
      valueFromLineItems: field.boolean({
        required: true,
        default: false,
        label: "Value from line items",
        description: "Whether the value is the sum of the line items rather than typed",
        example: false,
      }),
      pipelineId: filledIn(
        field.reference({
          required: true,
          prefix: "pipe",
          recordType: "pipeline",
          label: "Pipeline",
          description: "The pipeline it goes through; the first one when absent",
          example: "pipe_018f6f0e7c1b7d3a9b0c1d2e3f405162",
        }),
      ),
      stage: filledIn(
        field.text({
          required: true,
          max: 100,
          label: "Stage",
          description:
            "Key of the stage it is in; id and name are taken too. The first open stage when absent",
          example: "qualification",
          aliases: ["deal stage", "stage name"],
        }),
      ),
      stageId: filledIn(
        readOnly(
          field.reference({
            required: true,
            prefix: "stage",
            label: "Stage id",
            description: "The id of the stage it is in",
            example: "stage_018f6f0e7c1b7d3a9b0c1d2e3f405162",
          }),
        ),
      ),
      status: filledIn(
        readOnly(
          field.select({
            required: true,
            options: [
              { value: "active", label: "Active", color: "blue" },
              { value: "won", label: "Won", color: "teal" },
              { value: "lost", label: "Lost", color: "red" },
            ],
            label: "Status",
            description: "Whether it is still open, won or lost: what its stage says",
            example: "active",
          }),
        ),
      ),
      stageEnteredAt: filledIn(
        readOnly(
          field.dateTime({
            required: true,
            label: "In stage since",
            description: "When it entered its stage",
            example: "2025-01-10T09:00:00.000Z",
          }),
        ),
      ),
      probability: filledIn(
        field.integer({
          required: true,
          min: 0,
          max: 100,
          unit: "%",
          label: "Probability",
          description: "Chance of winning in percent; its stage's when absent, 100 when won, 0 when lost",
          example: 75,
          aliases: ["chance", "win probability"],
        }),
      ),
      contactId: field.reference({
        prefix: "contact",
        relation: "contact",
        label: "Contact",
        description: "The main contact; others take part in roles",
        example: "contact_018f6f0e7c1b7d3a9b0c1d2e3f405164",
      }),
      accountId: field.reference({
        prefix: "account",
        relation: "account",
        label: "Account",
        description: "The account that would buy",
        example: "account_018f6f0e7c1b7d3a9b0c1d2e3f405164",
        aliases: ["account", "company", "customer"],
      }),
      productId: field.reference({
        prefix: "product",
        relation: "product",
        label: "Main product",
        description: "What it is mainly about; line items hold what is sold in detail",
        example: "product_018f6f0e7c1b7d3a9b0c1d2e3f405164",
        aliases: ["product"],
      }),
      expectedCloseDate: field.dateTime({
        label: "Expected close",
        description: "When it should be decided",
        example: "2025-03-15T00:00:00.000Z",
        aliases: ["expected close date", "close date expected", "due"],
      }),
      actualCloseDate: field.dateTime({
        label: "Closed",
        description: "When it was won or lost; now when absent, null while it is open",
        example: "2025-03-12T10:00:00.000Z",
        aliases: ["close date", "closed at", "closed on"],
      }),
      closeReason: field.text({
        max: 100,
        label: "Close reason",
        description: "Why it was won or lost, from your list of reasons; null while it is open",
        example: "Price",
        aliases: ["lost reason", "won reason", "reason"],
      }),
      description: field.longText({
        label: "Description",
        description: "Free notes about the deal",
        example: "Annual software license renewal",
      }),
    },
    computed: {
      daysInStage: {
        schema: z.int().meta({
          title: "Days in stage",
          description: "Whole days since it entered its stage",
          examples: [14],
        }),
        compute: (deal) =>
          Math.max(0, Math.floor((clock.nowMs() - Date.parse(String(deal.stageEnteredAt))) / dayMs)),
      },
      weightedValue: {
        schema: z.number().meta({
          title: "Weighted value",
          description: "Value times probability, rounded to the currency's decimals",
          examples: [37500],
        }),
        compute: (deal) => {
          const factor = 10 ** currencyDecimals(String(deal.currency));
          const minor = Math.round((deal.value as number) * factor);
          return Math.round((minor * (deal.probability as number)) / 100) / factor;
        },
      },
      isOverdue: {
        schema: z.boolean().meta({
          title: "Overdue",
          description: "Whether it is still open on a day after its expected close",
          examples: [false],
        }),
        compute: (deal) =>
          deal.status === "active" &&
          deal.expectedCloseDate !== null &&
          String(deal.expectedCloseDate).slice(0, 10) < clock.today(),
      },
      nextActivity: {
        schema: NextActivity.nullable().meta({
          title: "Next activity",
          description: "What is planned next; null when nothing is, and in answers that do not look it up",
        }),
        compute: (deal) => deal.nextActivity ?? null,
      },
    },
    relations: {
      account: { field: "accountId", to: () => accountRecord },
      contact: { field: "contactId", to: () => contactRecord },
      product: { field: "productId", to: () => productRecord },
    },
    defaultSort: [{ field: "createdAt", order: "desc" }],
    displayName: (deal) => String(deal.title),
    rules: dealRules,
    sharedThrough: { table: "deal_collaborators", recordColumn: "deal_id", userColumn: "user_id" },
  }),
);

export const Deal = dealRecord.Record;
export type Deal = z.output<typeof Deal>;
export const NewDeal = dealRecord.New;
export type NewDeal = z.output<typeof NewDeal>;
export const DealPatch = dealRecord.Patch;
export type DealPatch = z.output<typeof DealPatch>;
