// One permission string and what it grants: `resource:action[:scope]`, `*` as wildcard. One function decides.

/** From narrow to wide. */
export const scopes = ["own", "team", "department", "tenant"] as const;
export type Scope = (typeof scopes)[number];

export type Permission = { resource: string; action: string; scope: Scope };

const isScope = (word: string): word is Scope => (scopes as readonly string[]).includes(word);

/**
 * Reads every form of the contract: `contacts:read`, `contacts:write:own`, `activities:*:own`, `users:team:read`
 * (scope in the middle), `reports:sales:*` and `activities:support:*` (a part of a resource), `tenant:*` and `*`
 * (everything in the tenant). Undefined when the text is none of them.
 */
export function parsePermission(text: string): Permission | undefined {
  if (text === "*" || text === "tenant:*") return { resource: "*", action: "*", scope: "tenant" };
  const parts = text.split(":");
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => !/^(\*|[a-z][a-z0-9_-]*)$/.test(part)))
    return undefined;
  const [resource, second, third] = parts as [string, string, string | undefined];
  if (third === undefined) return isScope(second) ? undefined : { resource, action: second, scope: "tenant" };
  if (isScope(third)) return { resource, action: second, scope: third };
  if (isScope(second)) return { resource, action: third, scope: second };
  return { resource: `${resource}/${second}`, action: third, scope: "tenant" };
}

/** `manage` is full control over a resource; `*` any action. */
const covers = (held: Permission, resource: string, action: string): boolean =>
  (held.resource === "*" || held.resource === resource) &&
  (held.action === "*" || held.action === "manage" || held.action === action);

/** The widest scope in which `permissions` grant `required` (`resource:action`), or undefined: not at all. */
export function grantedScope(permissions: readonly Permission[], required: string): Scope | undefined {
  const wanted = parsePermission(required);
  if (!wanted) throw new Error(`not a permission: ${required}`);
  let widest = -1;
  for (const held of permissions) {
    if (covers(held, wanted.resource, wanted.action)) widest = Math.max(widest, scopes.indexOf(held.scope));
  }
  return scopes[widest];
}
