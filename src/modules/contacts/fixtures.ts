// Contacts for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  contactId: async (call) =>
    (await call("contacts.create", { firstName: "Ada", lastName: "Lovelace", force: true })).id,
};
