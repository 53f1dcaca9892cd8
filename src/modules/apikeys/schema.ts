// API keys as in the contract's example, snake_case included; personal tokens.
import { isIP } from "node:net";
import { z } from "zod";
import { credentialTiers } from "@/kernel/ratelimit";
import { pageOf } from "@/kernel/records";
import { permissionText } from "@/modules/roles";

const instant = (description: string) =>
  z.iso.datetime().meta({ description, examples: ["2025-01-24T10:30:00.000Z"] });

const instantOrNull = (description: string) =>
  z.iso
    .datetime()
    .nullable()
    .meta({ description: `${description}; null: not`, examples: ["2025-01-24T10:30:00.000Z"] });

/** An address or a CIDR range of either family. */
function isRange(text: string): boolean {
  const [network = "", bits, ...rest] = text.split("/");
  const version = isIP(network);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

export const keyId = z
  .string()
  .meta({ description: "The key's id", examples: ["key_018f6f0e7c1b7d3a9b0c1d2e3f405190"] });
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .meta({ description: "What it is for, in a few words", examples: ["Third-party Integration"] });
const description = z
  .string()
  .trim()
  .max(500)
  .nullable()
  .meta({ description: "In more words", examples: ["Integration with external system"] });
const permissions = z
  .array(permissionText)
  .min(1)
  .max(100)
  .meta({ description: "What it may do, at most what its maker may", examples: [["contacts:read"]] });
const tier = z
  .enum(credentialTiers as [string, ...string[]])
  .meta({ description: "Rate limit", examples: ["api_integration"] });
const expiry = z.iso
  .datetime({ offset: true })
  .nullable()
  .meta({ description: "When it ends by itself; null: never", examples: ["2025-12-31T23:59:59Z"] });
const whitelist = z
  .array(z.string().max(50).refine(isRange, "must be an address or a range such as 192.168.1.0/24"))
  .max(100)
  .meta({
    description: "Addresses and ranges it may be used from; empty: any",
    examples: [["192.168.1.0/24", "10.0.0.100"]],
  });

export const NewApiKey = z.strictObject({
  name,
  description: description.default(null),
  permissions,
  rate_limit_tier: tier.default("api_integration"),
  expires_at: expiry.default(null),
  ip_whitelist: whitelist.default([]),
});
export type NewApiKey = z.output<typeof NewApiKey>;

export const ApiKeyPatch = z.strictObject({
  keyId,
  name: name.optional(),
  description: description.optional(),
  permissions: permissions.optional(),
  rate_limit_tier: tier.optional(),
  expires_at: expiry.optional(),
  ip_whitelist: whitelist.optional(),
});
export type ApiKeyPatch = z.output<typeof ApiKeyPatch>;

export const RotateApiKey = z.strictObject({
  keyId,
  overlap_hours: z
    .number()
    .min(0)
    .max(720)
    .default(24)
    .meta({ description: "How long the former pair still works", examples: [24] }),
});

const shown = {
  id: keyId,
  name: z.string().meta({ description: "What it is for", examples: ["Third-party Integration"] }),
  description,
  hint: z
    .string()
    .meta({ description: "How the key begins, to tell keys apart", examples: ["ak_live_1234"] }),
  permissions: z
    .array(z.string())
    .meta({ description: "What it may do", examples: [["contacts:read", "deals:read"]] }),
  rate_limit_tier: z.string().meta({ description: "Rate limit", examples: ["api_integration"] }),
  ip_whitelist: z
    .array(z.string())
    .meta({ description: "Addresses it may be used from; empty: any", examples: [["192.168.1.0/24"]] }),
  created_by: z.string().meta({
    description: "Who made it, and acts through it",
    examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
  }),
  created_at: instant("When it was made"),
  expires_at: instantOrNull("When it ends by itself"),
  last_used_at: instantOrNull("When it was last used, to the minute"),
  rotated_at: instantOrNull("When it was last rotated"),
  previous_expires_at: instantOrNull("Until when the pair before the last rotation works"),
  status: z
    .enum(["active", "expired", "revoked"])
    .meta({ description: "Whether it works", examples: ["active"] }),
};

export const ApiKey = z.strictObject(shown).meta({ title: "API key" });
export type ApiKey = z.output<typeof ApiKey>;
export const ApiKeyPage = pageOf(ApiKey);

const onceOnly = "Shown this once; null in the repeat of a request with the same Idempotency-Key";
export const ApiKeyWithSecret = z
  .strictObject({
    ...shown,
    api_key: z
      .string()
      .nullable()
      .meta({ description: onceOnly, examples: ["ak_live_1234567890abcdef"] }),
    api_secret: z
      .string()
      .nullable()
      .meta({ description: onceOnly, examples: ["sk_live_abcdef1234567890"] }),
  })
  .meta({ title: "API key with its secret" });
export type ApiKeyWithSecret = z.output<typeof ApiKeyWithSecret>;

export const tokenId = z
  .string()
  .meta({ description: "The token's id", examples: ["token_018f6f0e7c1b7d3a9b0c1d2e3f405191"] });
export const NewPersonalToken = z.strictObject({
  name,
  expiresAt: expiry.default(null),
});
export type NewPersonalToken = z.output<typeof NewPersonalToken>;

const tokenShown = {
  id: tokenId,
  name: z.string().meta({ description: "What it is for", examples: ["My laptop"] }),
  hint: z.string().meta({ description: "How the token begins", examples: ["pat_live_12"] }),
  createdAt: instant("When it was made"),
  expiresAt: instantOrNull("When it ends by itself"),
  lastUsedAt: instantOrNull("When it was last used, to the minute"),
  status: z
    .enum(["active", "expired", "revoked"])
    .meta({ description: "Whether it works", examples: ["active"] }),
};
export const PersonalToken = z.strictObject(tokenShown).meta({ title: "Personal token" });
export type PersonalToken = z.output<typeof PersonalToken>;
export const PersonalTokenPage = pageOf(PersonalToken);
export const PersonalTokenWithSecret = z
  .strictObject({
    ...tokenShown,
    token: z
      .string()
      .nullable()
      .meta({ description: onceOnly, examples: ["pat_live_1234567890abcdef"] }),
  })
  .meta({ title: "Personal token with its secret" });
export type PersonalTokenWithSecret = z.output<typeof PersonalTokenWithSecret>;
