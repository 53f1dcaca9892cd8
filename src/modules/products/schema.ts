// What a product is: every field once.
import type { z } from "zod";
import { field } from "@/kernel/fields";
import { defineRecord, registerRecord } from "@/kernel/records";
import { requireRate } from "@/modules/currencies";
import { products } from "./table";

export const productRecord = registerRecord(
  defineRecord({
    name: "product",
    plural: "products",
    label: "Product",
    labelPlural: "Products",
    prefix: "product",
    table: products,
    fields: {
      name: field.text({
        required: true,
        label: "Name",
        description: "What it is sold as",
        example: "Enterprise licence",
        searchable: true,
        aliases: ["product", "product name", "title"],
      }),
      sku: field.text({
        max: 100,
        label: "SKU",
        description: "Your own article number; no two products share one",
        example: "LIC-ENT-1Y",
        searchable: true,
        unique: true,
        aliases: ["code", "article number", "product code", "item number"],
      }),
      category: field.text({
        max: 100,
        label: "Category",
        description: "Product line or group",
        example: "Licences",
        searchable: true,
        aliases: ["series", "product line", "family", "group"],
      }),
      unitPrice: field.money({
        min: 0,
        currencyField: "currency",
        label: "Unit price",
        description: "List price of one unit in `currency`, with as many decimals as it has",
        example: 1200,
        aliases: ["price", "sales price", "list price"],
      }),
      currency: field.currency({
        default: "USD",
        label: "Currency",
        description: "ISO 4217 code of the price's currency; it needs a rate unless it is the base currency",
        example: "USD",
      }),
      isActive: field.boolean({
        required: true,
        default: true,
        label: "Active",
        description: "Whether it is still sold",
        example: true,
      }),
      description: field.longText({
        label: "Description",
        description: "What the product is",
        example: "All modules, one year",
      }),
    },
    defaultSort: [{ field: "name", order: "asc" }],
    displayName: (product) => String(product.name),
    rules: {
      complete: async (ctx, { before, next, sent }) => {
        if (before ? "currency" in sent : true) await requireRate(ctx, String(next.currency));
        return {};
      },
    },
  }),
);

export const Product = productRecord.Record;
export type Product = z.output<typeof Product>;
export const NewProduct = productRecord.New;
export type NewProduct = z.output<typeof NewProduct>;
export const ProductPatch = productRecord.Patch;
export type ProductPatch = z.output<typeof ProductPatch>;
