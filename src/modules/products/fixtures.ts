// Products for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  productId: async (call) =>
    (await call("products.create", { name: "Enterprise licence", unitPrice: 1200 })).id,
};
