// Inviting people: a mailed link that works once, for seven days. The token is only in the mail.
import { clock } from "@/kernel/clock";
import { newSecret, sha256 } from "@/kernel/crypto";
import { notFound } from "@/kernel/errors";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import { type Ctx, securityEvent } from "@/kernel/operation";
import { type PagedRows, pagedRows, type RowsAsked } from "@/kernel/query/paged-rows";
import { logSecurityEvent } from "@/kernel/security";
import { findRoles, refuseEscalation, refuseSystemAdmin } from "@/modules/roles";
import { queueMail } from "@/platform/mail";
import { publicUrl } from "@/platform/public-url";
import { userError } from "./errors";
import { userInvited } from "./events";
import type { Invitation, Invite } from "./schema";
import { checkTeam } from "./service";

const validMs = 7 * 86_400_000;

type Row = {
  id: string;
  email: string;
  role_id: string | null;
  role_key: string;
  role_name: string;
  team_id: string | null;
  invited_by: string | null;
  created_at: string;
  expires_at: string;
};

const columns = `i.id, i.email, r.id as role_id, r.key as role_key, r.name as role_name, i.team_id, i.invited_by,
  i.created_at, i.expires_at`;
const from = "control.invitations i left join roles r on r.tenant_id = i.tenant_id and r.id = i.role_id";
const open = "i.tenant_id = $1 and i.accepted_at is null and i.revoked_at is null";

const present = (row: Row): Invitation => ({
  id: toPublicId("invite", row.id),
  email: row.email,
  role: row.role_id ? { id: toPublicId("role", row.role_id), key: row.role_key, name: row.role_name } : null,
  teamId: row.team_id && toPublicId("team", row.team_id),
  invitedBy: row.invited_by && toPublicId("user", row.invited_by),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  status: new Date(row.expires_at).getTime() <= clock.nowMs() ? "expired" : "pending",
});

const tenantOf = (ctx: Ctx) => uuidOf("tenant", ctx.tenant.id);

export const listInvitations = (ctx: Ctx, input: RowsAsked): Promise<PagedRows<Invitation>> =>
  pagedRows<Row, Invitation>(
    ctx.tx,
    {
      columns,
      from,
      where: open,
      values: [tenantOf(ctx)],
      sort: { sql: "i.created_at", type: "timestamptz", order: "desc" },
      id: "i.id",
    },
    input,
    present,
  );

async function findInvitation(ctx: Ctx, invitationId: string): Promise<Invitation> {
  const id = parseId("invite", invitationId);
  const [row] = id
    ? await ctx.tx.query<Row>(`select ${columns} from ${from} where ${open} and i.id = $2`, [
        tenantOf(ctx),
        id,
      ])
    : [];
  if (!row) throw notFound("invitation");
  return present(row);
}

export async function inviteUser(ctx: Ctx, input: Invite): Promise<Invitation> {
  const roles = await findRoles(ctx, [input.role], "role");
  await checkTeam(ctx, input.teamId);
  refuseSystemAdmin(
    ctx.actor,
    ctx.request,
    roles.map((role) => role.key),
  );
  refuseEscalation(
    ctx.actor,
    ctx.request,
    roles.flatMap((role) => role.permissions),
    "You cannot invite someone to a role that may do more than you",
  );
  await giveAddress(ctx, input);
  // A second invitation replaces the first: one link works at a time.
  await ctx.tx.query(`update control.invitations i set revoked_at = $3 where ${open} and i.email = $2`, [
    tenantOf(ctx),
    input.email,
    ctx.now,
  ]);
  const id = newId("invite");
  const token = newSecret("inv_");
  await ctx.tx.query(
    `insert into control.invitations (tenant_id, id, email, role_id, team_id, token_hash, invited_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tenantOf(ctx),
      uuidOf("invite", id),
      input.email,
      uuidOf("role", roles[0]!.id),
      input.teamId && uuidOf("team", input.teamId),
      sha256(token),
      ctx.actor.userId && uuidOf("user", ctx.actor.userId),
      ctx.now,
      new Date(clock.nowMs() + validMs).toISOString(),
    ],
  );
  const invitation = await findInvitation(ctx, id);
  ctx.record({ recordType: "invite", recordId: id, action: "created", before: null, after: invitation });
  ctx.emit(userInvited, { recordType: "invite", recordId: id }, { invitation });
  ctx.afterCommit(() => {
    logSecurityEvent(
      securityEvent("user_invited", ctx.request, ctx.actor, { email: input.email, role: input.role }),
    );
    mailInvitation(ctx, invitation, token);
  });
  return invitation;
}

/** Who was added before being invited gets the address; anyone else must not be a member yet. */
async function giveAddress(ctx: Ctx, { userId, email }: Invite): Promise<void> {
  const id = userId === undefined ? null : parseId("user", userId);
  if (id === undefined) throw notFound("person");
  const rows = await ctx.tx.query<{ id: string; status: string; email: string }>(
    "select id, status, email from users where tenant_id = $1 and (email = $2 or id = $3) for update",
    [tenantOf(ctx), email, id],
  );
  const added = rows.find((row) => row.id === id);
  if (id && !added) throw notFound("person");
  const member = rows.find((row) => row.status !== "invited" || (id && row.id !== id));
  if (member) throw userError("ALREADY_MEMBER", { details: { status: member.status } });
  if (!added || added.email === email) return;
  const person = toPublicId("user", added.id);
  await ctx.tx.query("update users set email = $3, updated_at = $4 where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    added.id,
    email,
    ctx.now,
  ]);
  ctx.record({
    recordType: "user",
    recordId: person,
    action: "updated",
    before: { email: added.email },
    after: { email },
  });
}

function mailInvitation(ctx: Ctx, invitation: Invitation, token: string): void {
  queueMail({
    to: invitation.email,
    subject: `${ctx.actor.name} invites you to Meridian`,
    text: `Hello,

${ctx.actor.name} invites you to work together in Meridian${invitation.role ? ` as ${invitation.role.name}` : ""}.

Accept here:

${publicUrl("/accept-invitation", { token })}

The link works once, within seven days. If you do not know ${ctx.actor.name}, ignore this mail.
`,
    tenantUuid: tenantOf(ctx),
  });
}

export async function revokeInvitation(ctx: Ctx, input: { invitationId: string }): Promise<{ id: string }> {
  const invitation = await findInvitation(ctx, input.invitationId);
  await ctx.tx.query(`update control.invitations i set revoked_at = $3 where ${open} and i.id = $2`, [
    tenantOf(ctx),
    uuidOf("invite", invitation.id),
    ctx.now,
  ]);
  ctx.record({
    recordType: "invite",
    recordId: invitation.id,
    action: "deleted",
    before: invitation,
    after: null,
  });
  return { id: invitation.id };
}
