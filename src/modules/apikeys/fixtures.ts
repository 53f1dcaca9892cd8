// API keys and tokens for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  keyId: async (call) =>
    (await call("apiKeys.create", { name: "Fixture", permissions: ["contacts:read"] })).id,
  tokenId: async (call) => (await call("personalTokens.create", { name: "Fixture" })).id,
};
