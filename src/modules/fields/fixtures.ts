// Custom fields for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  fieldId: async (call) =>
    (await call("fields.create", { recordType: "contact", label: "Fixture", kind: "text" })).id,
};
