// A new password: by the current one, or by a link that is mailed, works once and for an hour. Whether an e-mail is
// known here is not told, neither by the answer nor by its time.
import { clock } from "@/kernel/clock";
import { newSecret, sha256, verifyPassword } from "@/kernel/crypto";
import { newUuid, toPublicId, uuidOf } from "@/kernel/id";
import { type RequestInfo, securityEvent } from "@/kernel/operation";
import { logSecurityEvent } from "@/kernel/security";
import { type Transaction, withSystem } from "@/kernel/tenancy";
import { inBackground } from "@/platform/background";
import { queueMail } from "@/platform/mail";
import { publicUrl } from "@/platform/public-url";
import { sessionError } from "./errors";
import { checkPassword, settingsOfPerson, storePassword, strictest } from "./passwords";
import { personOf } from "./service";
import { accountAttempt } from "./sign-in";
import { clearAttempts, takeAttempt } from "./throttle";

const hourMs = 3_600_000;

/** Mails a link to set a new password, if the person is known. */
export async function requestPasswordReset(
  request: RequestInfo,
  input: { email: string },
): Promise<{ done: true }> {
  const slow = { longestSeconds: 3_600, forgetSeconds: 3_600 };
  await takeAttempt({ what: "reset_account", who: input.email, free: 5, ...slow });
  await takeAttempt({ what: "reset_ip", who: request.ip, free: 50, ...slow });
  inBackground("password reset", () => mailReset(request, input.email));
  return { done: true };
}

async function mailReset(request: RequestInfo, email: string): Promise<void> {
  const token = newSecret("lnk_");
  const person = await withSystem("write", async (tx) => {
    const [found] = await tx.query<{ id: string; name: string; tenant_id: string | null }>(
      `select p.id, p.name, (select m.tenant_id from memberships m where m.user_id = p.id and m.status = 'active' limit 1) as tenant_id
       from people p where p.email = $1`,
      [email],
    );
    if (found) await insertLink(tx, found.id, "password", token, hourMs);
    return found;
  });
  if (!person) return;
  logSecurityEvent({
    ...securityEvent("password_reset_requested", request, null),
    tenantId: person.tenant_id ? toPublicId("tenant", person.tenant_id) : null,
    userId: toPublicId("user", person.id),
  });
  queueMail({
    to: email,
    subject: "Set a new password for Meridian",
    text: `Hello ${person.name},

set a new password here:

${publicUrl("/reset-password", { token })}

The link works once, within the next hour. If you did not ask for it, ignore this mail: nothing has changed.
`,
  });
}

export async function insertLink(
  tx: Transaction,
  userUuid: string,
  purpose: "password" | "email",
  token: string,
  validMs: number,
): Promise<void> {
  await tx.query(
    `insert into password_resets (id, user_id, purpose, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [
      newUuid(),
      userUuid,
      purpose,
      sha256(token),
      clock.nowIso(),
      new Date(clock.nowMs() + validMs).toISOString(),
    ],
  );
}

type Link = { id: string; user_id: string; email: string };

const findLink = `select r.id, r.user_id, p.email from password_resets r join people p on p.id = r.user_id
  where r.token_hash = $1 and r.purpose = $2 and r.used_at is null and r.expires_at > $3`;

/** Sets the password of whoever holds the link; all their sessions end. */
export async function resetPassword(
  request: RequestInfo,
  input: { token: string; password: string },
): Promise<{ done: true }> {
  const link = await withSystem("read", async (tx) => {
    const [found] = await tx.query<Link>(findLink, [sha256(input.token), "password", clock.nowIso()]);
    if (!found) throw sessionError("LINK_INVALID");
    // A password that is refused does not use the link up.
    checkPassword(input.password, strictest(await settingsOfPerson(tx, found.user_id)), found.email);
    return found;
  });
  await spendLink(link.id);
  const userId = toPublicId("user", link.user_id);
  await storePassword(userId, input.password, null);
  // Whoever can read the mails of the account is its owner: earlier guesses do not lock them out.
  await clearAttempts(accountAttempt(link.email));
  logSecurityEvent({ ...securityEvent("password_changed", request, null, { by: "link" }), userId });
  return { done: true };
}

/** Of two who use a link at the same time, one does. */
async function spendLink(linkUuid: string): Promise<void> {
  const used = await withSystem("write", (tx) =>
    tx.query("update password_resets set used_at = $2 where id = $1 and used_at is null returning 1", [
      linkUuid,
      clock.nowIso(),
    ]),
  );
  if (used.length === 0) throw sessionError("LINK_INVALID");
}

/** Proves that the person reads the mails of their address. */
export async function verifyEmail(_: RequestInfo, input: { token: string }): Promise<{ done: true }> {
  const link = await withSystem("read", async (tx) => {
    const [found] = await tx.query<Link>(findLink, [sha256(input.token), "email", clock.nowIso()]);
    return found;
  });
  if (!link) throw sessionError("LINK_INVALID");
  await spendLink(link.id);
  await withSystem("write", (tx) =>
    tx.query("update people set email_verified_at = $2 where id = $1", [link.user_id, clock.nowIso()]),
  );
  return { done: true };
}

/** A new password by the current one; the person's other sessions end. */
export async function changePassword(
  request: RequestInfo,
  input: { currentPassword: string; newPassword: string },
): Promise<{ done: true }> {
  const person = personOf(request);
  const user = uuidOf("user", person.userId);
  const { email, passwordHash, settings } = await withSystem("read", async (tx) => {
    const [found] = await tx.query<{ email: string; password_hash: string | null }>(
      "select email, password_hash from people where id = $1",
      [user],
    );
    if (!found) throw sessionError("PASSWORD_WRONG");
    return {
      email: found.email,
      passwordHash: found.password_hash,
      settings: await settingsOfPerson(tx, user),
    };
  });
  await takeAttempt(accountAttempt(email));
  if (!(await verifyPassword(passwordHash, input.currentPassword))) throw sessionError("PASSWORD_WRONG");
  await clearAttempts(accountAttempt(email));
  checkPassword(input.newPassword, strictest(settings), email, "newPassword");
  await storePassword(person.userId, input.newPassword, person.sessionId);
  logSecurityEvent(securityEvent("password_changed", request, person, { by: "person" }));
  return { done: true };
}
