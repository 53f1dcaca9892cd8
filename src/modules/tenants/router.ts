// The operations on the workspace itself: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { Tenant, TenantPatch } from "./schema";
import { getTenant, updateTenant } from "./service";

export const tenantRouter = router({
  get: operation({
    title: "Get the workspace and its settings",
    permission: "settings:read",
    rest: "GET /tenant",
  })
    .input(z.strictObject({}))
    .output(Tenant)
    .query(read(getTenant)),
  update: operation({
    title: "Update the workspace's settings",
    description: "Security settings are enforced from the next request on.",
    permission: "settings:write",
    rest: "PUT /tenant",
  })
    .input(TenantPatch)
    .output(Tenant)
    .mutation(write(updateTenant)),
});
