// Who is asking: a person in a session, a personal token, an API key, or the product itself.
import type { TenantRef } from "@/kernel/tenancy/tenant";
import type { Permission, Scope } from "./permission";
import { grantedScope } from "./permission";

export type ActorKind = "user" | "api_key" | "system";

export type Actor = {
  kind: ActorKind;
  /** `user_…` or `key_…`; `system` for the product. */
  id: string;
  /** The person behind it: owns what is created, and is who `own` means. */
  userId: string | null;
  name: string;
  email: string | null;
  tenant: TenantRef;
  /** Keys of the roles held. */
  roles: string[];
  /** As written in the roles or on the key: shown in a 403. */
  permissionTexts: string[];
  permissions: Permission[];
  /** Set for scope `team` and `department`. */
  teamId: string | null;
  departmentId: string | null;
  rateLimitTier: string;
  /** Factor of the tenant's security settings on every limit of the tier. */
  rateLimitMultiplier: number;
  /** What the rate limit and idempotency keys are counted by. */
  credentialId: string;
  sessionId: string | null;
};

/** The widest scope in which the actor may do `required` (`contacts:write`), or undefined. */
export const scopeOf = (actor: Actor, required: string): Scope | undefined =>
  actor.kind === "system" ? "tenant" : grantedScope(actor.permissions, required);

/** The product acting for itself inside a tenant: jobs, seeds, migrations. */
export const systemActor = (tenant: TenantRef): Actor => ({
  kind: "system",
  id: "system",
  userId: null,
  name: "Meridian",
  email: null,
  tenant,
  roles: [],
  permissionTexts: ["*"],
  permissions: [{ resource: "*", action: "*", scope: "tenant" }],
  teamId: null,
  departmentId: null,
  rateLimitTier: "system",
  rateLimitMultiplier: 1,
  credentialId: "system",
  sessionId: null,
});
