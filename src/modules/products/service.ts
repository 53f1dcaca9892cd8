// What can be done with products, and nothing about how it is asked for.
import type { Ctx } from "@/kernel/operation";
import type { RecordQuery } from "@/kernel/query";
import {
  createRecord,
  type Deleted,
  deleteRecord,
  getRecord,
  listRecords,
  type Page,
  restoreRecord,
  type TimelineEntry,
  timelineOf,
  updateRecord,
} from "@/kernel/records";
import { productEvents } from "./events";
import { type NewProduct, type Product, type ProductPatch, productRecord } from "./schema";

export const listProducts = (ctx: Ctx, query: RecordQuery): Promise<Page<Product>> =>
  listRecords(ctx, productRecord, query);

export const getProduct = (ctx: Ctx, { productId }: { productId: string }): Promise<Product> =>
  getRecord(ctx, productRecord, productId);

export const createProduct = (ctx: Ctx, input: NewProduct): Promise<Product> =>
  createRecord(ctx, productRecord, input, productEvents.created);

export const updateProduct = (
  ctx: Ctx,
  { productId, ifVersion, ...patch }: ProductPatch & { productId: string; ifVersion?: number },
): Promise<Product> => updateRecord(ctx, productRecord, productId, patch, productEvents.updated, ifVersion);

/** Line items that name the product keep its name and price. */
export const deleteProduct = (ctx: Ctx, { productId }: { productId: string }): Promise<Deleted> =>
  deleteRecord(ctx, productRecord, productId, productEvents.deleted);

export const restoreProduct = (ctx: Ctx, { productId }: { productId: string }): Promise<Product> =>
  restoreRecord(ctx, productRecord, productId, productEvents.restored);

export const getProductTimeline = (
  ctx: Ctx,
  { productId, ...query }: { productId: string; page: number; limit: number; cursor?: string },
): Promise<Page<TimelineEntry>> => timelineOf(ctx, productRecord, { id: productId, ...query });
