// What a deal sells: products with quantity, unit price and discount; their sum is the deal's value when it says so.
import Big from "big.js";
import { z } from "zod";
import { invalidField, notFound } from "@/kernel/errors";
import { currencyDecimals, currencyFault, fromMinorUnits, textSchema, toMinorUnits } from "@/kernel/fields";
import { idPattern, newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { applyPatch, findRecord, getRecord, lockRecord } from "@/kernel/records";
import { convert, loadRates } from "@/modules/currencies";
import { productRecord } from "@/modules/products";
import { dealEvents } from "./events";
import { type Deal, dealRecord } from "./schema";

const ProductId = z
  .string()
  .regex(idPattern("product"), "is not the id of a product")
  .nullable()
  .meta({
    description: "The product; none for something else",
    examples: ["product_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
  });
const ItemName = textSchema(200).meta({ description: "What is sold", examples: ["Enterprise licence"] });
const hasPlaces = (places: number) => (value: number) => Big(value).round(places).eq(value);
const Quantity = z
  .number()
  .gt(0, "must be above zero")
  .max(1e9)
  .refine(hasPlaces(4), "has more than four decimals")
  .meta({ description: "How many", examples: [25] });
const UnitPrice = z
  .number()
  .min(0)
  .max(9e13)
  .meta({ description: "Price of one, in the deal's currency", examples: [1200] });
const DiscountPercent = z
  .number()
  .min(0, "must be between 0 and 100")
  .max(100, "must be between 0 and 100")
  .refine(hasPlaces(4), "has more than four decimals")
  .meta({ description: "Discount in percent", examples: [10] });

export const LineItem = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The line item's id", examples: ["lineitem_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
    productId: ProductId,
    name: ItemName,
    quantity: Quantity,
    unitPrice: UnitPrice,
    discountPercent: DiscountPercent,
    total: z
      .number()
      .meta({ description: "Quantity × unit price − discount, rounded once", examples: [27000] }),
    order: z.int().meta({ description: "Place in the list, from 1", examples: [1] }),
  })
  .meta({ title: "Line item" });
export type LineItem = z.output<typeof LineItem>;

export const LineItems = z
  .strictObject({
    items: z.array(LineItem).meta({ description: "The line items, in order" }),
    total: z.number().meta({ description: "Their sum", examples: [27000] }),
    currency: z.string().meta({ description: "The deal's currency", examples: ["USD"] }),
  })
  .meta({ title: "Line items" });
export type LineItems = z.output<typeof LineItems>;

export const NewLineItem = z.strictObject({
  productId: ProductId.optional(),
  name: ItemName.optional(),
  quantity: Quantity.default(1),
  unitPrice: UnitPrice.optional(),
  discountPercent: DiscountPercent.default(0),
});
export const LineItemPatch = z.strictObject({
  name: ItemName.optional(),
  quantity: Quantity.optional(),
  unitPrice: UnitPrice.optional(),
  discountPercent: DiscountPercent.optional(),
});

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);
const idOf = (deal: Deal): string => uuidOf("deal", deal.id as string);
const currencyOf = (deal: Deal): string => deal.currency as string;

/** In minor units; half a unit is rounded up, once. */
function totalOf(item: { quantity: number; unitPrice: number; discountPercent: number }, currency: string) {
  return Big(item.quantity)
    .times(item.unitPrice)
    .times(Big(100).minus(item.discountPercent))
    .div(100)
    .times(Big(10).pow(currencyDecimals(currency)))
    .round(0, Big.roundHalfUp)
    .toNumber();
}

type Row = {
  id: string;
  product_id: string | null;
  name: string;
  quantity: string;
  unit_price: number;
  discount_percent: string;
  total: number;
};

export async function listLineItems(ctx: Ctx, { dealId }: { dealId: string }): Promise<LineItems> {
  return itemsOf(ctx, await getRecord<Deal>(ctx, dealRecord, dealId));
}

async function itemsOf(ctx: Ctx, deal: Deal): Promise<LineItems> {
  const currency = currencyOf(deal);
  const rows = await ctx.tx.query<Row>(
    `select id, product_id, name, quantity::text, unit_price, discount_percent::text, total
     from deal_line_items where tenant_id = $1 and deal_id = $2 order by position, id`,
    [tenantOf(ctx), idOf(deal)],
    "deal_line_items",
  );
  return {
    items: rows.map((row, index) => ({
      id: toPublicId("lineitem", row.id),
      productId: row.product_id ? toPublicId("product", row.product_id) : null,
      name: row.name,
      quantity: Number(row.quantity),
      unitPrice: fromMinorUnits(row.unit_price, currency),
      discountPercent: Number(row.discount_percent),
      total: fromMinorUnits(row.total, currency),
      order: index + 1,
    })),
    total: fromMinorUnits(
      rows.reduce((sum, row) => sum + row.total, 0),
      currency,
    ),
    currency,
  };
}

/** After a change: notes it on the deal, and brings the deal's value along when it comes from here. */
async function changed(
  ctx: Ctx,
  deal: Deal,
  before: LineItem | null,
  after: LineItem | null,
): Promise<LineItems> {
  const recordId = deal.id as string;
  const changes = { before: { lineItem: before }, after: { lineItem: after } };
  ctx.record({ recordType: "deal", recordId, action: "updated", ...changes });
  const items = await itemsOf(ctx, deal);
  const isValueNew = deal.valueFromLineItems && items.total !== deal.value;
  if (isValueNew) {
    await applyPatch(ctx, dealRecord, deal, { value: items.total }, dealEvents.updated, {
      isFromLineItems: true,
    });
  } else {
    const subject = { recordType: "deal", recordId, ownerId: deal.ownerId as string | null };
    ctx.emit(dealEvents.updated, subject, { deal, changes });
  }
  return items;
}

function checkPrice(
  item: { quantity: number; unitPrice: number; discountPercent: number },
  currency: string,
) {
  const fault = currencyFault(item.unitPrice, currency);
  if (fault) throw invalidField("unitPrice", `unitPrice ${fault}`);
  if (totalOf(item, currency) > 9e15) throw invalidField("quantity", "quantity × unitPrice is too large");
}

/** Name and price from the product where they are not given, the price in the deal's currency. */
async function withProduct(ctx: Ctx, deal: Deal, input: z.output<typeof NewLineItem>) {
  const { productId, name, unitPrice } = input;
  if (!productId) {
    if (!name) throw invalidField("name", "name is required without a product", "REQUIRED");
    if (unitPrice === undefined)
      throw invalidField("unitPrice", "unitPrice is required without a product", "REQUIRED");
    return { ...input, productId: null, name, unitPrice };
  }
  const product = await findRecord(ctx, productRecord, productId);
  if (!product) throw invalidField("productId", "productId: there is no such product", "NOT_FOUND");
  const listed = product.unitPrice as number | null;
  const price =
    unitPrice ??
    (listed === null
      ? undefined
      : convert(await loadRates(ctx), listed, product.currency as string, currencyOf(deal)));
  if (price === undefined)
    throw invalidField("unitPrice", `unitPrice is required: the product has no price in ${currencyOf(deal)}`);
  return { ...input, productId, name: name ?? (product.name as string), unitPrice: price };
}

export async function addLineItem(
  ctx: Ctx,
  { dealId, ...input }: z.output<typeof NewLineItem> & { dealId: string },
): Promise<LineItems> {
  const deal = await lockRecord<Deal>(ctx, dealRecord, dealId, "deals:write");
  const item = await withProduct(ctx, deal, input);
  const currency = currencyOf(deal);
  checkPrice(item, currency);
  const id = newId("lineitem");
  await ctx.tx.query(
    `insert into deal_line_items (tenant_id, id, deal_id, product_id, name, quantity, unit_price, discount_percent, total, position, created_at)
     select $1, $2, $3, $4, $5, $6::numeric, $7, $8::numeric, $9, coalesce(max(position), 0) + 1, $10
     from deal_line_items where tenant_id = $1 and deal_id = $3`,
    [
      tenantOf(ctx),
      uuidOf("lineitem", id),
      idOf(deal),
      item.productId ? uuidOf("product", item.productId) : null,
      item.name,
      item.quantity,
      toMinorUnits(item.unitPrice, currency),
      item.discountPercent,
      totalOf(item, currency),
      ctx.now,
    ],
  );
  const added = (await itemsOf(ctx, deal)).items.find((one) => one.id === id)!;
  return changed(ctx, deal, null, added);
}

async function findItem(ctx: Ctx, deal: Deal, lineItemId: string): Promise<LineItem> {
  const found = parseId("lineitem", lineItemId)
    ? (await itemsOf(ctx, deal)).items.find((item) => item.id === lineItemId)
    : undefined;
  if (!found) throw notFound("line item");
  return found;
}

export async function updateLineItem(
  ctx: Ctx,
  { dealId, lineItemId, ...patch }: z.output<typeof LineItemPatch> & { dealId: string; lineItemId: string },
): Promise<LineItems> {
  const deal = await lockRecord<Deal>(ctx, dealRecord, dealId, "deals:write");
  const before = await findItem(ctx, deal, lineItemId);
  const sent = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const item = { ...before, ...sent } as LineItem;
  const currency = currencyOf(deal);
  checkPrice(item, currency);
  const total = totalOf(item, currency);
  await ctx.tx.query(
    `update deal_line_items set name = $3, quantity = $4::numeric, unit_price = $5, discount_percent = $6::numeric, total = $7
     where tenant_id = $1 and id = $2`,
    [
      tenantOf(ctx),
      uuidOf("lineitem", lineItemId),
      item.name,
      item.quantity,
      toMinorUnits(item.unitPrice, currency),
      item.discountPercent,
      total,
    ],
  );
  return changed(ctx, deal, before, { ...item, total: fromMinorUnits(total, currency) });
}

export async function removeLineItem(
  ctx: Ctx,
  { dealId, lineItemId }: { dealId: string; lineItemId: string },
): Promise<LineItems> {
  const deal = await lockRecord<Deal>(ctx, dealRecord, dealId, "deals:write");
  const before = await findItem(ctx, deal, lineItemId);
  await ctx.tx.query("delete from deal_line_items where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("lineitem", lineItemId),
  ]);
  return changed(ctx, deal, before, null);
}
