// Deals for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  dealId: async (call) => (await call("deals.create", { title: "Enterprise Software License" })).id,
  lineItemId: async (call, world) => {
    const { items } = await call<{ items: { id: string }[] }>("deals.addLineItem", {
      dealId: world.dealId,
      name: "Enterprise licence",
      unitPrice: 1200,
    });
    return items.at(-1)!.id;
  },
};
