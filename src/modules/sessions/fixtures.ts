// Sessions for tests, and the workspace of one.
import { uuidOf } from "@/kernel/id";
import type { IdFixtures } from "@/test/fixtures";
import { startSession } from "./sign-in";

export const idFixtures: IdFixtures = {
  sessionId: async (call) => {
    const me = await call("me.get", {});
    const place = { ip: "127.0.0.1", userAgent: "test" };
    return (await startSession(uuidOf("user", me.id), false, place)).sessionId;
  },
  tenantId: async (call) => (await call<{ tenant: { id: string } }>("me.get", {})).tenant.id,
};
