// The operations on products: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import {
  DeletedSchema,
  ifVersion,
  pageOf,
  recordSearch,
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

export const productsRouter = router({
  list: operation({ title: "List products", permission: "products:read", rest: "GET /products" })
    .input(recordQuery(productRecord))
    .output(pageOf(Product))
    .query(read(listProducts)),
  search: operation({
    title: "Search products",
    permission: "products:read",
    rest: "POST /products/search",
    cost: 10,
  })
    .input(recordSearch(productRecord))
    .output(pageOf(Product))
    .query(read(listProducts)),
  create: operation({
    title: "Create a product",
    permission: "products:write",
    rest: "POST /products",
    status: 201,
    emits: [productEvents.created],
  })
    .input(NewProduct)
    .output(Product)
    .mutation(write(createProduct)),
  get: operation({ title: "Get a product", permission: "products:read", rest: "GET /products/{productId}" })
    .input(ById)
    .output(Product)
    .query(read(getProduct)),
  update: operation({
    title: "Update a product",
    description:
      "Partial: an absent key leaves its field, `null` clears it; `customFields` merge key by key.",
    permission: "products:write",
    rest: "PUT /products/{productId}",
    emits: [productEvents.updated],
  })
    .input(ProductPatch.extend({ productId, ifVersion }))
    .output(Product)
    .mutation(write(updateProduct)),
  delete: operation({
    title: "Delete a product",
    description: "Soft: it can be restored for 30 days. Line items keep its name and price.",
    permission: "products:delete",
    rest: "DELETE /products/{productId}",
    emits: [productEvents.deleted],
  })
    .input(ById)
    .output(DeletedSchema)
    .mutation(write(deleteProduct)),
  restore: operation({
    title: "Restore a deleted product",
    permission: "products:delete",
    rest: "POST /products/{productId}/restore",
    emits: [productEvents.restored],
  })
    .input(ById)
    .output(Product)
    .mutation(write(restoreProduct)),
  timeline: operation({
    title: "Get the timeline of a product",
    permission: "products:read",
    rest: "GET /products/{productId}/timeline",
  })
    .input(TimelineQuery.extend({ productId }))
    .output(pageOf(TimelineEntry))
    .query(read(getProductTimeline)),
});
