// Accounts for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  accountId: async (call) => (await call("accounts.create", { name: "Fixture Ltd", force: true })).id,
  relatedAccountId: async (call) => (await call("accounts.create", { name: "Other Ltd", force: true })).id,
  parentAccountId: async (call) => (await call("accounts.create", { name: "Parent Ltd", force: true })).id,
  relationshipId: async (call, world) => {
    const other = await call("accounts.create", { name: "Third Ltd", force: true });
    const related = { accountId: world.accountId, relatedAccountId: other.id, relationshipType: "partner" };
    return (await call("accounts.relate", related)).id;
  },
};
