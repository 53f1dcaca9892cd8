// Exports for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  exportId: async (call) => (await call<{ id: string }>("export.startContacts", { export_format: "csv" })).id,
};
