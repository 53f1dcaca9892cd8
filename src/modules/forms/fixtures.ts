// Web forms for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  formId: async (call) => (await call("forms.create", { name: "Website contact" })).id,
};
