// Teams and departments for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  teamId: async (call) => (await call("teams.create", { name: "Fixture" })).id,
  departmentId: async (call) => (await call("departments.create", { name: "Fixture" })).id,
  managerId: async (call) => (await call("me.get", {})).id,
};
