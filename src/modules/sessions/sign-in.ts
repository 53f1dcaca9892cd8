// Signing in with e-mail and password. An unknown e-mail, a wrong password and a person without a workspace get the same
// answer after the same time; guesses are slowed down per account and per address.
import { clock } from "@/kernel/clock";
import { verifyPassword } from "@/kernel/crypto";
import { AppError } from "@/kernel/errors";
import { newId, toPublicId, uuidOf } from "@/kernel/id";
import { actorCache, logSecurityEvent, readSecurityConfig, type SecurityEvent } from "@/kernel/security";
import { type Transaction, withSystem } from "@/kernel/tenancy";
import { sessionError } from "./errors";
import { longestPassword, strictest } from "./passwords";
import { type Attempt, clearAttempts, giveBackAttempt, takeAttempt } from "./throttle";

export type Place = { ip: string; userAgent: string; requestId?: string };
export type SignIn = { email: string; password: string; isRemembered: boolean };
export type SignedIn = {
  sessionId: string;
  userId: string;
  tenantId: string;
  name: string;
  email: string;
  isRemembered: boolean;
};

type PersonRow = {
  id: string;
  email: string;
  name: string;
  password_hash: string | null;
  password_changed_at: string | null;
};
type MembershipRow = { tenant_id: string; settings: Record<string, unknown> };

const dayMs = 86_400_000;
const longestEmail = 320;

export const accountAttempt = (email: string): Attempt => ({
  what: "sign_in_account",
  who: email,
  free: 5,
  longestSeconds: 900,
  forgetSeconds: 86_400,
});
/** Many people may share an address, so it has more tries. */
const addressAttempt = (ip: string): Attempt => ({
  what: "sign_in_ip",
  who: ip,
  free: 50,
  longestSeconds: 900,
  forgetSeconds: 3_600,
});

export async function signIn(input: SignIn, place: Place): Promise<SignedIn> {
  const email = input.email.trim().toLowerCase();
  if (email.length > longestEmail || input.password.length > longestPassword || email.includes("\u0000")) {
    throw sessionError("SIGN_IN_FAILED");
  }
  const account = accountAttempt(email);
  const address = addressAttempt(place.ip);
  await takeAttempt(account).catch((refused: unknown) => tooMany(refused, place));
  await takeAttempt(address).catch((refused: unknown) => tooMany(refused, place));
  const { person, memberships } = await withSystem("read", (tx) => findPerson(tx, email));
  const isRight = await verifyPassword(person?.password_hash ?? null, input.password);
  if (!person || !isRight || memberships.length === 0) {
    noteFailure(person, memberships, email, place);
    throw sessionError("SIGN_IN_FAILED");
  }
  await Promise.all([clearAttempts(account), giveBackAttempt(address)]);
  const policy = strictest(memberships.map((m) => m.settings));
  const changedAt = new Date(person.password_changed_at ?? 0).getTime();
  if (policy.max_age_days !== null && changedAt + policy.max_age_days * dayMs < clock.nowMs()) {
    throw sessionError("PASSWORD_EXPIRED");
  }
  const { sessionId, tenantId, isRemembered } = await startSession(person.id, input.isRemembered, place);
  const userId = toPublicId("user", person.id);
  logSecurityEvent({ event: "login_success", tenantId, userId, ...place, detail: { session: sessionId } });
  return { sessionId, userId, tenantId, name: person.name, email: person.email, isRemembered };
}

function tooMany(refused: unknown, place: Place): never {
  if (refused instanceof AppError) {
    logSecurityEvent({
      event: "suspicious_request_pattern",
      ...place,
      detail: { reason: "many failed sign-ins" },
    });
  }
  throw refused;
}

async function findPerson(tx: Transaction, email: string) {
  const [people, memberships] = await Promise.all([
    tx.query<PersonRow>(
      "select id, email, name, password_hash, password_changed_at from people where email = $1",
      [email],
    ),
    tx.query<MembershipRow>(
      `select m.tenant_id, t.settings from memberships m join tenants t on t.id = m.tenant_id
       join people p on p.id = m.user_id
       where p.email = $1 and m.status = 'active' and t.status = 'active' limit 100`,
      [email],
    ),
  ]);
  return { person: people[0], memberships };
}

/** In the log of every workspace of the person, so that its administrators see it. */
function noteFailure(
  person: PersonRow | undefined,
  memberships: MembershipRow[],
  email: string,
  place: Place,
): void {
  const event: SecurityEvent = {
    event: "login_failure",
    userId: person ? toPublicId("user", person.id) : null,
    ...place,
    detail: { email: email.slice(0, 100) },
  };
  for (const { tenant_id } of memberships) {
    logSecurityEvent({ ...event, tenantId: toPublicId("tenant", tenant_id) });
  }
  if (memberships.length === 0) logSecurityEvent(event);
}

/** A new session in the tenant last worked in; the oldest beyond the tenant's limit end. */
export async function startSession(
  userUuid: string,
  isRemembered: boolean,
  place: Place,
): Promise<{ sessionId: string; tenantId: string; isRemembered: boolean }> {
  const sessionId = newId("session");
  const now = clock.now();
  const started = await withSystem("write", async (tx) => {
    // One person's sign-ins take turns, so that the limit holds for twins too.
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 1))", [userUuid]);
    const [home] = await tx.query<MembershipRow>(
      `select m.tenant_id, t.settings from memberships m join tenants t on t.id = m.tenant_id
       where m.user_id = $1 and m.status = 'active' and t.status = 'active'
       order by (select max(s.last_seen_at) from sessions s where s.user_id = m.user_id and s.tenant_id = m.tenant_id)
         desc nulls last, m.created_at limit 1`,
      [userUuid],
    );
    if (!home) throw sessionError("SIGN_IN_FAILED");
    const { session_config: config } = readSecurityConfig(home.settings);
    const isKept = isRemembered && config.remember_me_days > 0;
    // Without "stay signed in" the idle time ends it; 30 days bound even a session that is never idle.
    const expiresAt = new Date(now.getTime() + (isKept ? config.remember_me_days : 30) * dayMs);
    await tx.query(
      `insert into sessions (id, user_id, tenant_id, user_agent, ip, is_remembered, created_at, last_seen_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
      [
        uuidOf("session", sessionId),
        userUuid,
        home.tenant_id,
        place.userAgent.replaceAll("\u0000", "").slice(0, 400),
        place.ip.slice(0, 64),
        isKept,
        now.toISOString(),
        expiresAt.toISOString(),
      ],
    );
    await tx.query(
      `update sessions set revoked_at = $3 where id in (
         select id from sessions where user_id = $1 and revoked_at is null and expires_at > $3
           and (is_remembered or last_seen_at > $3::timestamptz - make_interval(mins => $4))
         order by created_at desc, id desc offset $2)`,
      [userUuid, config.concurrent_sessions, now.toISOString(), config.timeout_minutes],
    );
    return { tenantId: toPublicId("tenant", home.tenant_id), isRemembered: isKept };
  });
  // Ended sessions may be remembered here.
  actorCache.drop((actor) => actor.userId === toPublicId("user", userUuid));
  return { sessionId, ...started };
}
