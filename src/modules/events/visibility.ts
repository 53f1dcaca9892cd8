// Who is told of an event: those who may read the record it is about, in the scope in which they may.
import { type EventNotice, eventSubject, eventSubjects } from "@/kernel/events";
import { toPublicId, uuidOf } from "@/kernel/id";
import { type Actor, scopeOf } from "@/kernel/permissions";
import { ownedWithin, type Params } from "@/kernel/query";
import { withTenant } from "@/kernel/tenancy";

/** The condition over `control.events e` that keeps what the actor may know. */
export function visibleSql(actor: Actor, params: Params, tenant: string): string {
  const branches = eventSubjects().flatMap(({ recordType, resource }) => {
    const scope = scopeOf(actor, `${resource}:read`);
    if (scope === undefined) return [];
    const isTheirs = ownedWithin(scope, actor, params, tenant, "e.owner_id");
    return [`(e.record_type = ${params.add(recordType)} and ${isTheirs})`];
  });
  return branches.length > 0 ? `(${branches.join(" or ")})` : "false";
}

/** `contact.*` and `contact.created` as a condition over `e.type`. */
export function typesSql(types: string[] | undefined, params: Params): string {
  if (!types) return "true";
  const exact = types.filter((type) => !type.endsWith("*"));
  const nouns = types.filter((type) => type.endsWith(".*")).map((type) => type.slice(0, -2));
  return `(e.type = any(${params.add(exact)}::text[]) or split_part(e.type, '.', 1) = any(${params.add(nouns)}::text[]))`;
}

export const isOfTypes = (types: string[] | undefined, type: string): boolean =>
  !types ||
  types.some((wanted) => wanted === type || (wanted.endsWith(".*") && type.startsWith(wanted.slice(0, -1))));

const groupKeptMs = 30_000;

type About = Pick<EventNotice, "recordType" | "ownerId" | "formerOwnerId">;
export type Audience = { mayKnow: (notice: About) => boolean; refresh: () => Promise<void> };

/** The same decision in memory, for the live stream; who is in the actor's group is read again every 30 s. */
export function audienceOf(actor: Actor): Audience {
  const groups = new Map<"team" | "department", Set<string>>();
  let readAt = 0;
  const scopes = new Map(
    eventSubjects().map(({ recordType, resource }) => [recordType, scopeOf(actor, `${resource}:read`)]),
  );
  const needed = (["team", "department"] as const).filter((scope) => [...scopes.values()].includes(scope));
  const isTheirs = (ownerId: string | null, scope: "own" | "team" | "department"): boolean =>
    ownerId !== null && (ownerId === actor.userId || (scope !== "own" && !!groups.get(scope)?.has(ownerId)));
  return {
    mayKnow: (notice) => {
      if (!eventSubject(notice.recordType)) return false;
      const scope = scopes.get(notice.recordType);
      if (scope === undefined || scope === "tenant") return scope === "tenant";
      return isTheirs(notice.ownerId, scope) || isTheirs(notice.formerOwnerId, scope);
    },
    refresh: async () => {
      if (needed.length === 0 || Date.now() - readAt < groupKeptMs) return;
      readAt = Date.now();
      for (const scope of needed) groups.set(scope, await membersOf(actor, scope));
    },
  };
}

async function membersOf(actor: Actor, scope: "team" | "department"): Promise<Set<string>> {
  const group = scope === "team" ? actor.teamId : actor.departmentId;
  if (!group) return new Set();
  const rows = await withTenant(actor.tenant, "read", (tx) =>
    tx.query<{ id: string }>(
      `select id from users where tenant_id = $1 and ${scope === "team" ? "team_id" : "department_id"} = $2`,
      [uuidOf("tenant", actor.tenant.id), uuidOf(scope === "team" ? "team" : "dept", group)],
    ),
  );
  return new Set(rows.map((row) => toPublicId("user", row.id)));
}
