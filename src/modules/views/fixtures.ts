// Saved views for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  viewId: async (call) => (await call("views.create", { name: "Fixture", recordType: "contact" })).id,
};
