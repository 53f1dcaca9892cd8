// A tenant's security settings (contract 001, "Tenant-specific Configuration"): the words of the contract, defaults for
// what is absent. Who enforces a setting reads it here.
import { z } from "zod";

const whole = (min: number, max: number) => z.int().min(min).max(max);

export const PasswordPolicy = z.strictObject({
  min_length: whole(8, 128)
    .default(10)
    .meta({ description: "Fewest characters", examples: [12] }),
  require_uppercase: z
    .boolean()
    .default(false)
    .meta({ description: "An upper-case letter", examples: [true] }),
  require_numbers: z
    .boolean()
    .default(false)
    .meta({ description: "A digit", examples: [true] }),
  require_symbols: z
    .boolean()
    .default(false)
    .meta({ description: "A character that is neither letter nor digit", examples: [true] }),
  max_age_days: whole(1, 3650)
    .nullable()
    .default(null)
    .meta({ description: "After so many days a new password is asked for; null: never", examples: [90] }),
});
export type PasswordPolicy = z.output<typeof PasswordPolicy>;

const SessionConfig = z.strictObject({
  timeout_minutes: whole(5, 43_200)
    .default(480)
    .meta({ description: "A session that is not used for so long ends", examples: [480] }),
  concurrent_sessions: whole(1, 100)
    .default(20)
    .meta({ description: "Sessions a person may have at once; the oldest ends", examples: [3] }),
  remember_me_days: whole(0, 90)
    .default(30)
    .meta({
      description: 'How long "stay signed in" lasts; 0: not offered',
      examples: [30],
    }),
});

const ApiSecurity = z.strictObject({
  rate_limit_multiplier: z
    .number()
    .min(0.01)
    .max(100)
    .default(1)
    .meta({ description: "Factor on every rate limit of the workspace", examples: [1.5] }),
  ip_whitelist_enabled: z
    .boolean()
    .default(false)
    .meta({ description: "Every API key must name the addresses it is used from", examples: [true] }),
  api_key_rotation_days: whole(1, 3650)
    .nullable()
    .default(null)
    .meta({ description: "An API key not rotated for so long is refused; null: never", examples: [90] }),
});

export const SecurityConfig = z
  .strictObject({
    password_policy: PasswordPolicy.prefault({}).meta({ description: "What a password must have" }),
    session_config: SessionConfig.prefault({}).meta({ description: "How long sessions last" }),
    api_security: ApiSecurity.prefault({}).meta({ description: "Rules for API keys" }),
  })
  .meta({ title: "Security settings" });
export type SecurityConfig = z.output<typeof SecurityConfig>;

const defaults: SecurityConfig = SecurityConfig.parse({});

/** The security settings inside `tenants.settings`; what cannot be read is the default. */
export function readSecurityConfig(settings: Record<string, unknown> | null | undefined): SecurityConfig {
  const stored = settings?.security_config;
  if (stored === undefined || stored === null) return defaults;
  const parsed = SecurityConfig.safeParse(stored);
  return parsed.success ? parsed.data : defaults;
}
