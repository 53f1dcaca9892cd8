// Tags for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  tagId: async (call) => (await call("tags.create", { name: "fixture" })).id,
  mergedId: async (call) => (await call("tags.create", { name: "other fixture" })).id,
};
