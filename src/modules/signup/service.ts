// Coming in: sign-up makes a workspace with its first administrator; an invitation brings a new or a known person into
// one that exists.
import { clock } from "@/kernel/clock";
import { hashPassword, newSecret, sha256, verifyPassword } from "@/kernel/crypto";
import { invalidField, unauthorized } from "@/kernel/errors";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { RequestInfo } from "@/kernel/operation";
import { actorCache } from "@/kernel/security";
import { type TenantRef, withSystem, withTenant } from "@/kernel/tenancy";
import {
  accountAttempt,
  checkPassword,
  clearAttempts,
  insertLink,
  personOf,
  sessionError,
  settingsOfPerson,
  strictest,
  takeAttempt,
} from "@/modules/sessions";
import { addPerson, provisionTenant } from "@/modules/tenants";
import { queueMail } from "@/platform/mail";
import { publicUrl } from "@/platform/public-url";
import { signupError } from "./errors";

type Done = { tenantId: string; userId: string; email: string };
const verifyMs = 7 * 86_400_000;

/** Making workspaces costs a schema each: slowed down per address. */
const makeAttempt = (ip: string) => ({
  what: "sign_up_ip",
  who: ip,
  free: 30,
  longestSeconds: 3_600,
  forgetSeconds: 3_600,
});

export async function signUp(
  request: RequestInfo,
  input: { workspace: string; name: string; email: string; password: string },
): Promise<Done> {
  checkPassword(input.password, strictest([]), input.email);
  await takeAttempt(makeAttempt(request.ip));
  const [taken] = await withSystem("read", (tx) =>
    tx.query("select 1 from people where email = $1", [input.email]),
  );
  if (taken) throw signupError("EMAIL_IN_USE");
  const passwordHash = await hashPassword(input.password);
  // The e-mail is taken before the workspace is made: of twins with one address only one gets on.
  await claimEmail(input.email, input.name, passwordHash);
  const tenant = await provisionTenant({ name: input.workspace });
  const userId = await addPerson(tenant, { email: input.email, name: input.name, role: "tenant_admin" });
  await mailVerification(userId, input.email, input.name);
  return { tenantId: tenant.id, userId, email: input.email };
}

async function claimEmail(email: string, name: string, passwordHash: string): Promise<void> {
  const claimed = await withSystem("write", (tx) =>
    tx.query(
      `insert into people (id, email, name, password_hash, password_changed_at, created_at)
       values (gen_random_uuid(), $1, $2, $3, $4, $4) on conflict (email) do nothing returning 1`,
      [email, name, passwordHash, clock.nowIso()],
    ),
  );
  if (claimed.length === 0) throw signupError("EMAIL_IN_USE");
}

async function mailVerification(userId: string, email: string, name: string): Promise<void> {
  const token = newSecret("lnk_");
  await withSystem("write", (tx) => insertLink(tx, uuidOf("user", userId), "email", token, verifyMs));
  queueMail({
    to: email,
    subject: "Confirm your e-mail address for Meridian",
    text: `Hello ${name},

welcome. Confirm that this is your address:

${publicUrl("/verify-email", { token })}

The link works once, within seven days. You can use your workspace already.
`,
  });
}

/** Another link to confirm the address, for someone whose first one is lost. */
export async function sendVerification(request: RequestInfo): Promise<{ done: true }> {
  const person = personOf(request);
  if (!person.email) throw unauthorized("credential_missing");
  await takeAttempt({
    what: "verify_account",
    who: person.userId,
    free: 5,
    longestSeconds: 3_600,
    forgetSeconds: 3_600,
  });
  await mailVerification(person.userId, person.email, person.name);
  return { done: true };
}

/** A further workspace for someone who is signed in. */
export async function createWorkspace(request: RequestInfo, input: { workspace: string }): Promise<Done> {
  const person = personOf(request);
  if (!person.email) throw unauthorized("credential_missing");
  await takeAttempt(makeAttempt(request.ip));
  const tenant = await provisionTenant({ name: input.workspace });
  const userId = await addPerson(tenant, { email: person.email, name: person.name, role: "tenant_admin" });
  return { tenantId: tenant.id, userId, email: person.email };
}

type InvitationRow = {
  id: string;
  tenant_id: string;
  schema_name: string;
  tenant_name: string;
  settings: Record<string, unknown>;
  email: string;
  role_id: string;
  team_id: string | null;
  person_id: string | null;
  password_hash: string | null;
};

async function findInvitation(token: string): Promise<InvitationRow> {
  const [row] = await withSystem("read", (tx) =>
    tx.query<InvitationRow>(
      `select i.id, i.tenant_id, t.schema_name, t.name as tenant_name, t.settings, i.email, i.role_id, i.team_id,
         p.id as person_id, p.password_hash
       from invitations i join tenants t on t.id = i.tenant_id left join people p on p.email = i.email
       where i.token_hash = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2 and t.status = 'active'`,
      [sha256(token), clock.nowIso()],
    ),
  );
  if (!row) throw signupError("INVITATION_INVALID");
  return row;
}

const tenantOf = (row: InvitationRow): TenantRef => ({
  id: toPublicId("tenant", row.tenant_id),
  schema: row.schema_name,
});

async function findRole(row: InvitationRow): Promise<{ key: string; name: string }> {
  const [role] = await withTenant(tenantOf(row), "read", (tx) =>
    tx.query<{ key: string; name: string }>("select key, name from roles where tenant_id = $1 and id = $2", [
      row.tenant_id,
      row.role_id,
    ]),
  );
  if (!role) throw signupError("INVITATION_INVALID");
  return role;
}

/** What the page of the link shows. */
export async function previewInvitation(_: RequestInfo, input: { token: string }) {
  const row = await findInvitation(input.token);
  const role = await findRole(row);
  return {
    email: row.email,
    workspace: row.tenant_name,
    role: role.name,
    hasAccount: row.password_hash !== null,
  };
}

/**
 * Accepts an invitation: a new person sets name and password; who has an account gives its password, or is signed in
 * with it.
 */
export async function acceptInvitation(
  request: RequestInfo,
  input: { token: string; name?: string | undefined; password?: string | undefined },
): Promise<Done> {
  const row = await findInvitation(input.token);
  const role = await findRole(row);
  const passwordHash = await proveOrSet(request, row, input);
  if (row.password_hash === null && !input.name) throw invalidField("name", "name is required", "REQUIRED");
  await claimInvitation(row.id);
  try {
    const userId = await addPerson(tenantOf(row), {
      email: row.email,
      name: input.name ?? row.email,
      passwordHash,
      role: role.key,
      teamId: row.team_id && toPublicId("team", row.team_id),
    });
    await settleMember(userId, passwordHash);
    actorCache.drop((actor) => actor.userId === userId);
    return { tenantId: tenantOf(row).id, userId, email: row.email };
  } catch (error) {
    // Not accepted after all: the link works again.
    await withSystem("write", (tx) =>
      tx.query("update invitations set accepted_at = null where id = $1", [row.id]),
    );
    throw error;
  }
}

/** The hash to store for a new person; null for one who proved to be the account's owner. */
async function proveOrSet(
  request: RequestInfo,
  row: InvitationRow,
  { password }: { password?: string | undefined },
): Promise<string | null> {
  if (row.password_hash === null) {
    if (password === undefined) throw invalidField("password", "password is required", "REQUIRED");
    const others = row.person_id
      ? await withSystem("read", (tx) => settingsOfPerson(tx, row.person_id ?? ""))
      : [];
    checkPassword(password, strictest([row.settings, ...others]), row.email);
    return hashPassword(password);
  }
  const { actor } = request;
  if (actor?.kind === "user" && actor.email === row.email) return null;
  if (password === undefined) throw invalidField("password", "password is required", "REQUIRED");
  await takeAttempt(accountAttempt(row.email));
  if (!(await verifyPassword(row.password_hash, password))) throw sessionError("SIGN_IN_FAILED");
  await clearAttempts(accountAttempt(row.email));
  return null;
}

/** Of two who use the link at once, one does. */
async function claimInvitation(invitationUuid: string): Promise<void> {
  const claimed = await withSystem("write", (tx) =>
    tx.query(
      `update invitations set accepted_at = $2
       where id = $1 and accepted_at is null and revoked_at is null and expires_at > $2 returning 1`,
      [invitationUuid, clock.nowIso()],
    ),
  );
  if (claimed.length === 0) throw signupError("INVITATION_INVALID");
}

/** The link came by mail, so the address is proved; a person known without a password gets the one they set. */
async function settleMember(userId: string, passwordHash: string | null): Promise<void> {
  await withSystem("write", (tx) =>
    tx.query(
      `update people set email_verified_at = coalesce(email_verified_at, $2),
         password_hash = coalesce(password_hash, $3),
         password_changed_at = case when password_hash is null then $2 else password_changed_at end
       where id = $1`,
      [uuidOf("user", userId), clock.nowIso(), passwordHash],
    ),
  );
}
