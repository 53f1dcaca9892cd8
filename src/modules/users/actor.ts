// From a person in a tenant to an Actor: roles, permissions, team and department as they are now.

import { toPublicId, uuidOf } from "@/kernel/id";
import { type Actor, type Permission, parsePermission } from "@/kernel/permissions";
import { type TenantRef, withTenant } from "@/kernel/tenancy";

export type Member = {
  id: string;
  email: string;
  name: string;
  teamId: string | null;
  departmentId: string | null;
  roles: string[];
  permissionTexts: string[];
};

type Row = {
  id: string;
  email: string;
  name: string;
  team_id: string | null;
  department_id: string | null;
  roles: string[];
  permissions: string[];
};

/** An active member with the permissions of all their roles, or null. */
export async function findMember(tenant: TenantRef, userId: string): Promise<Member | null> {
  const [row] = await withTenant(tenant, "read", (tx) =>
    tx.query<Row>(
      `select u.id, u.email, u.name, u.team_id, coalesce(u.department_id, t.department_id) as department_id,
         coalesce(array_agg(distinct r.key) filter (where r.key is not null), '{}') as roles,
         coalesce(array_agg(distinct p.permission) filter (where p.permission is not null), '{}') as permissions
       from users u
       left join teams t on t.tenant_id = u.tenant_id and t.id = u.team_id
       left join user_roles ur on ur.tenant_id = u.tenant_id and ur.user_id = u.id
       left join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
       left join lateral unnest(r.permissions) as p(permission) on true
       where u.tenant_id = $1 and u.id = $2 and u.status = 'active'
       group by u.id, u.email, u.name, u.team_id, u.department_id, t.department_id`,
      [uuidOf("tenant", tenant.id), uuidOf("user", userId)],
      "find_member",
    ),
  );
  if (!row) return null;
  return {
    id: toPublicId("user", row.id),
    email: row.email,
    name: row.name,
    teamId: row.team_id ? toPublicId("team", row.team_id) : null,
    departmentId: row.department_id ? toPublicId("dept", row.department_id) : null,
    roles: row.roles,
    permissionTexts: row.permissions,
  };
}

export const readPermissions = (texts: readonly string[]): Permission[] =>
  texts.map(parsePermission).filter((permission) => permission !== undefined);

/** The member as the one who asks. */
export const actorOf = (
  tenant: TenantRef,
  member: Member,
  credential: { id: string; sessionId: string | null; tier?: string; multiplier?: number },
): Actor => ({
  kind: "user",
  id: member.id,
  userId: member.id,
  name: member.name,
  email: member.email,
  tenant,
  roles: member.roles,
  permissionTexts: member.permissionTexts,
  permissions: readPermissions(member.permissionTexts),
  teamId: member.teamId,
  departmentId: member.departmentId,
  rateLimitTier: credential.tier ?? "authenticated_user",
  rateLimitMultiplier: credential.multiplier ?? 1,
  credentialId: credential.id,
  sessionId: credential.sessionId,
});
