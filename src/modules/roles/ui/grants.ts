/** Permissions as a person chooses them: for each thing to do, on whose records. */
import { grantedScope, parsePermission, permissionCatalogue, type Scope, scopes } from "@/kernel/permissions";

/** `contacts:read` → on whose records; absent: not at all. */
export type Grants = ReadonlyMap<string, Scope>;

export interface Chosen {
  /** Everything in the workspace, also what comes later. */
  isAll: boolean;
  grants: Grants;
  /** Permissions of parts that have no line of their own here: kept as they are. */
  others: string[];
}

export interface Line {
  permission: string;
  description: string;
}

export interface Group {
  resource: string;
  label: string;
  /** Whether its records belong to people, so that "own" means something. */
  hasOwners: boolean;
  lines: Line[];
}

const ownedResources = new Set([
  "contacts",
  "accounts",
  "leads",
  "deals",
  "activities",
  "users",
  "views",
  "bulk",
  "changes",
]);

export const groups: Group[] = Object.entries(permissionCatalogue).map(([resource, { label, actions }]) => ({
  resource,
  label,
  hasOwners: ownedResources.has(resource),
  lines: Object.entries(actions).map(([action, description]) => ({
    permission: `${resource}:${action}`,
    description,
  })),
}));

const lines = groups.flatMap((group) => group.lines);
const resourceOf = (permission: string) => permission.split(":")[0] ?? "";
const isAllOf = (text: string) => text === "*" || text === "tenant:*";
const isOnALine = (text: string) =>
  resourceOf(text) in permissionCatalogue && parsePermission(text) !== undefined;

export function chosenOf(permissionTexts: readonly string[]): Chosen {
  const permissions = permissionTexts.map(parsePermission).filter((held) => held !== undefined);
  const grants = new Map<string, Scope>();
  for (const { permission } of lines) {
    const scope = grantedScope(permissions, permission);
    if (scope) grants.set(permission, scope);
  }
  const isAll = permissionTexts.some(isAllOf);
  return {
    isAll,
    grants,
    others: permissionTexts.filter((text) => !isAllOf(text) && !reachesALine(text)),
  };
}

/** `reports:sales:*` and `campaigns:*` reach none. */
function reachesALine(text: string): boolean {
  const permission = parsePermission(text);
  return (
    permission !== undefined &&
    isOnALine(text) &&
    lines.some((line) => grantedScope([permission], line.permission))
  );
}

/** The texts to store. A part that was not touched keeps its own words, so that `contacts:*` stays one. */
export function textsOf(chosen: Chosen, before: readonly string[] = []): string[] {
  if (chosen.isAll) return ["tenant:*"];
  const former = chosenOf(before);
  const texts: string[] = [...chosen.others];
  for (const { resource, lines: own } of groups) {
    const isSame =
      !former.isAll &&
      own.every(({ permission }) => former.grants.get(permission) === chosen.grants.get(permission));
    if (isSame) {
      texts.push(...before.filter((text) => resourceOf(text) === resource && reachesALine(text)));
      continue;
    }
    for (const { permission } of own) {
      const scope = chosen.grants.get(permission);
      if (scope) texts.push(scope === "tenant" ? permission : `${permission}:${scope}`);
    }
  }
  return [...new Set(texts)];
}

export interface Difference {
  description: string;
  label: string;
  before: Scope | undefined;
  after: Scope | undefined;
}

export function differences(before: readonly string[], after: readonly string[]): Difference[] {
  const from = chosenOf(before).grants;
  const to = chosenOf(after).grants;
  return groups.flatMap(({ label, lines: own }) =>
    own
      .filter(({ permission }) => from.get(permission) !== to.get(permission))
      .map(({ permission, description }) => ({
        label,
        description,
        before: from.get(permission),
        after: to.get(permission),
      })),
  );
}

const words: Record<Scope, string> = {
  own: "their own",
  team: "their team’s",
  department: "their department’s",
  tenant: "everyone’s",
};

/** "their own", "everyone’s", "yes" or "no". */
export function scopeWords(scope: Scope | undefined, hasOwners = true): string {
  if (!scope) return "no";
  return hasOwners ? words[scope] : "yes";
}

/** Scopes no wider than what the giver holds. */
export const scopesUpTo = (limit: Scope | undefined): Scope[] =>
  limit ? scopes.slice(0, scopes.indexOf(limit) + 1) : [];
