// Nobody gives what they do not hold: a role, a role's permissions or a key's permissions beyond the giver's own are
// refused and noted as an attempt at escalation.
import { forbidden } from "@/kernel/errors";
import { type RequestInfo, securityEvent } from "@/kernel/operation";
import {
  type Actor,
  grantedScope,
  parsePermission,
  permissionCatalogue,
  scopes,
  systemRoles,
} from "@/kernel/permissions";
import { logSecurityEvent } from "@/kernel/security";

/** Which of the permissions the actor does not hold, at least as widely. */
export function notHeld(actor: Actor, permissionTexts: readonly string[]): string[] {
  if (actor.kind === "system") return [];
  return permissionTexts.filter((text) => {
    const asked = parsePermission(text);
    if (!asked) return true;
    const held = grantedScope(actor.permissions, `${asked.resource.replace("/", ":")}:${asked.action}`);
    return held === undefined || scopes.indexOf(held) < scopes.indexOf(asked.scope);
  });
}

export function refuseEscalation(
  actor: Actor,
  request: RequestInfo,
  permissionTexts: readonly string[],
  message = "You cannot give permissions that you do not hold",
): void {
  const missing = notHeld(actor, permissionTexts);
  if (missing.length === 0) return;
  logSecurityEvent(
    securityEvent("role_escalation_attempt", request, actor, { permissions: missing.slice(0, 50) }),
  );
  throw forbidden(missing, actor.permissionTexts, message);
}

/** The role above all tenants is given only by someone who holds it, whatever else they may do. */
export function refuseSystemAdmin(actor: Actor, request: RequestInfo, roleKeys: readonly string[]): void {
  if (!roleKeys.includes("system_admin") || actor.kind === "system" || actor.roles.includes("system_admin"))
    return;
  logSecurityEvent(securityEvent("role_escalation_attempt", request, actor, { role: "system_admin" }));
  throw forbidden(
    ["role:system_admin"],
    actor.permissionTexts,
    "Only a system administrator can give this role",
  );
}

// Resources of the contract's roles that have no operations of their own yet are names too.
const resources = new Set([
  "*",
  ...Object.keys(permissionCatalogue),
  ...systemRoles.flatMap((role) => role.permissions).map((text) => text.split(":")[0]!),
]);

/** Why the text is no permission that can be given, or null. */
export function faultOfPermission(text: string): string | null {
  const permission = parsePermission(text);
  const resource = text.split(":")[0]!;
  if (!permission) return `"${text}" is not a permission: write resource:action or resource:action:scope`;
  if (!resources.has(resource)) return `"${text}" names no resource of this product`;
  const actions = permissionCatalogue[permission.resource]?.actions;
  if (actions && !(permission.action in actions) && !["*", "manage"].includes(permission.action)) {
    return `"${text}" names no action of ${resource}: ${Object.keys(actions).join(", ")}`;
  }
  return null;
}
