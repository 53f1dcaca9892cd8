"use client";
// How products are shown.
import { IconPackage } from "@tabler/icons-react";
import type { RecordScreen } from "@/modules/records/ui/record-screen";
import { latePart } from "@/ui/late/late-part";

// Every page knows every screen, and only a product's own page needs this.
const ProductRelated = latePart(() => import("./product-related").then((part) => part.ProductRelated));

export const productScreen: RecordScreen = {
  name: "product",
  plural: "products",
  label: "Product",
  noun: { one: "product", many: "products" },
  icon: IconPackage,
  title: { key: "name", label: "Name", width: 240 },
  columns: ["name", "sku", "category", "unitPrice", "currency", "isActive", "updatedAt"],
  cardFields: ["sku", "unitPrice", "category"],
  sections: [
    {
      title: "Product",
      fields: [
        "name",
        "sku",
        "category",
        "unitPrice",
        "currency",
        "isActive",
        "ownerId",
        "tags",
        "description",
      ],
    },
    { title: "Record", fields: ["createdAt", "createdBy", "updatedAt", "updatedBy"] },
  ],
  form: ["name", "sku", "category", "unitPrice", "currency", "description"],
  subtitle: (product) => [product.sku, product.category].filter(Boolean).join(" · "),
  hasDuplicates: false,
  Related: ProductRelated,
  emptyText: "What you sell, with its list price: line items of deals take it from here.",
  canImport: true,
};
