// Invitations for tests.
import { newId } from "@/kernel/id";
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  invitationId: async (call) =>
    (await call("users.invite", { email: `${newId("user").slice(-12)}@example.com` })).id,
};
