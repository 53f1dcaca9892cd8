// Secrets: made from 160 or more random bits, kept only as SHA-256; passwords only as argon2id. Comparisons take the
// same time whatever differs.
import { hash as digest, randomBytes, timingSafeEqual } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** A secret with a readable prefix, `ak_live_` plus 40 hex digits (160 bits) unless told longer. */
export const newSecret = (prefix: string, bytes = 20): string => prefix + randomBytes(bytes).toString("hex");

/** What of a secret is kept: SHA-256 in hex. Enough for random secrets; a password needs `hashPassword`. */
export const sha256 = (text: string): string => digest("sha256", text, "hex");

/** Whether two hex digests are equal, in constant time. */
export function sameHash(a: string | null | undefined, b: string): boolean {
  if (!a || a.length !== b.length) return false;
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

// 19 MiB and two passes: the smallest setting that OWASP's password storage sheet allows for argon2id, the library's
// default algorithm.
const argon2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** argon2id, as text with its own salt and parameters. */
export const hashPassword = (password: string): Promise<string> => hash(password, argon2);

let nobodysHash: Promise<string> | undefined;

/** Whether the password fits. Without a hash it takes as long and is false: an unknown account cannot be told. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (passwordHash === null) {
    nobodysHash ??= hashPassword(newSecret(""));
    await verify(await nobodysHash, password);
    return false;
  }
  return verify(passwordHash, password);
}
