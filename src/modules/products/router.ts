// The operations on products: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import {
  DeletedSchema,
  ifVersion,
  pageOf,
  recordSearch,
  standardOperations,
  TimelineEntry,
  TimelineQuery,
} from "@/kernel/records";
import { productEvents } from "./events";
import { NewProduct, Product, ProductPatch, productRecord } from "./schema";
import {
  createProduct,
  deleteProduct,
  getProduct,
  getProductTimeline,
  listProducts,
  restoreProduct,
  updateProduct,
} from "./service";

const productId = z
  .string()
  .meta({ description: "The product's id", examples: ["product_018f6f0e7c1b7d3a9b0c1d2e3f405162"] });
const ById = z.strictObject({ productId });

const standard = standardOperations(productRecord, productEvents);

export const productsRouter = router({
  list: operation(standard.list)
    .input(recordQuery(productRecord))
    .output(pageOf(Product))
    .query(read(listProducts)),
  search: operation(standard.search)
    .input(recordSearch(productRecord))
    .output(pageOf(Product))
    .query(read(listProducts)),
  create: operation(standard.create).input(NewProduct).output(Product).mutation(write(createProduct)),
  get: operation(standard.get).input(ById).output(Product).query(read(getProduct)),
  update: operation(standard.update)
    .input(ProductPatch.extend({ productId, ifVersion }))
    .output(Product)
    .mutation(write(updateProduct)),
  delete: operation({
    ...standard.delete,
    description: "Soft: it can be restored for 30 days. Line items keep its name and price.",
    emits: [productEvents.deleted],
  })
    .input(ById)
    .output(DeletedSchema)
    .mutation(write(deleteProduct)),
  restore: operation(standard.restore).input(ById).output(Product).mutation(write(restoreProduct)),
  timeline: operation(standard.timeline)
    .input(TimelineQuery.extend({ productId }))
    .output(pageOf(TimelineEntry))
    .query(read(getProductTimeline)),
});
