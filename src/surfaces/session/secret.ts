// The secret that session cookies are sealed with: AUTH_SECRET, else one made once and kept in DATA_DIR for the owner
// alone.
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "@/env";

let known: string | undefined;

export function authSecret(): string {
  known ??= env.AUTH_SECRET ?? keptSecret();
  return known;
}

function keptSecret(): string {
  const file = join(env.DATA_DIR, "auth-secret");
  mkdirSync(env.DATA_DIR, { recursive: true });
  try {
    // `wx`: of two processes that start at once, one makes it and both read the same.
    writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const secret = readFileSync(file, "utf8").trim();
  if (secret.length < 32) throw new Error(`${file} holds no secret: delete it, and everybody signs in again`);
  return secret;
}
