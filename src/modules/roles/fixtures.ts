// Roles for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  roleId: async (call) =>
    (await call("roles.create", { name: "Fixture", permissions: ["contacts:read"] })).id,
};
