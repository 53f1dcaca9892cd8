// Passwords: what a tenant asks of them, and setting a new one, which ends the person's other sessions.
import { clock } from "@/kernel/clock";
import { hashPassword } from "@/kernel/crypto";
import { invalidField } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import { actorCache, PasswordPolicy, readSecurityConfig } from "@/kernel/security";
import { type Transaction, withSystem } from "@/kernel/tenancy";

export const longestPassword = 1_000;

type Settings = Record<string, unknown>;

/** The strictest of what the tenants of a person ask. */
export function strictest(tenantSettings: readonly Settings[]): PasswordPolicy {
  const policies = tenantSettings.map((settings) => readSecurityConfig(settings).password_policy);
  if (policies.length === 0) return PasswordPolicy.parse({});
  const ages = policies.map((p) => p.max_age_days).filter((age) => age !== null);
  return {
    min_length: Math.max(...policies.map((p) => p.min_length)),
    require_uppercase: policies.some((p) => p.require_uppercase),
    require_numbers: policies.some((p) => p.require_numbers),
    require_symbols: policies.some((p) => p.require_symbols),
    max_age_days: ages.length > 0 ? Math.min(...ages) : null,
  };
}

/** Settings of the tenants that a person is an active member of. */
export async function settingsOfPerson(tx: Transaction, userUuid: string): Promise<Settings[]> {
  const rows = await tx.query<{ settings: Settings }>(
    `select t.settings from memberships m join tenants t on t.id = m.tenant_id
     where m.user_id = $1 and m.status = 'active'`,
    [userUuid],
  );
  return rows.map((row) => row.settings);
}

/** Refuses a password that the policy does not allow, saying all that is missing at once. */
export function checkPassword(
  password: string,
  policy: PasswordPolicy,
  email: string,
  field = "password",
): void {
  const missing: string[] = [];
  if ([...password].length < policy.min_length) missing.push(`at least ${policy.min_length} characters`);
  if (policy.require_uppercase && !/\p{Lu}/u.test(password)) missing.push("an upper-case letter");
  if (policy.require_numbers && !/\p{Nd}/u.test(password)) missing.push("a number");
  if (policy.require_symbols && !/[^\p{L}\p{N}\s]/u.test(password)) missing.push("a symbol");
  if (missing.length > 0) throw invalidField(field, `The password needs ${missing.join(", ")}`);
  if (password.toLowerCase().includes(email.toLowerCase())) {
    throw invalidField(field, "The password must not contain your e-mail address");
  }
}

/** Stores a new password and ends the person's sessions, except the one it was done in. */
export async function storePassword(
  userId: string,
  password: string,
  exceptSessionId: string | null,
): Promise<void> {
  const passwordHash = await hashPassword(password);
  const now = clock.nowIso();
  const user = uuidOf("user", userId);
  await withSystem("write", async (tx) => {
    await tx.query("update people set password_hash = $2, password_changed_at = $3 where id = $1", [
      user,
      passwordHash,
      now,
    ]);
    // Links that are still in the mail must not undo it.
    await tx.query(
      "update password_resets set used_at = $2 where user_id = $1 and purpose = 'password' and used_at is null",
      [user, now],
    );
    await tx.query(
      `update sessions set revoked_at = $2
       where user_id = $1 and revoked_at is null and ($3::uuid is null or id <> $3)`,
      [user, now, exceptSessionId ? uuidOf("session", exceptSessionId) : null],
    );
  });
  actorCache.drop((actor) => actor.userId === userId && actor.sessionId !== null);
}
