// JSON bodies, read strictly: what cannot be stored, or could turn into something else on the way, is refused with 400.
import { isUtf8 } from "node:buffer";
import { malformed } from "@/kernel/errors";

const maxDepth = 64;
/** Names that reach an object's prototype when a body is merged carelessly. */
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

export const isForbiddenKey = (key: string): boolean => forbiddenKeys.has(key);

/** The object in a JSON body; an empty body is an empty object. */
export function readJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  const value = readJson(body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed("The body must be a JSON object");
  }
  return value as Record<string, unknown>;
}

/** Any JSON value whose every part can be taken at its word. */
export function readJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw malformed("The body is not valid UTF-8");
  const text = body.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw malformed("The body is not valid JSON", { cause: error });
  }
  check(value, 1);
  return value;
}

function check(value: unknown, depth: number): void {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw malformed("The body contains half of a surrogate pair");
  } else if (typeof value === "number") {
    if (!Number.isFinite(value)) throw malformed("The body contains a number that is too large");
  } else if (typeof value === "object" && value !== null) {
    if (depth > maxDepth) throw malformed(`The body is nested deeper than ${maxDepth} levels`);
    if (Array.isArray(value)) {
      for (const item of value) check(item, depth + 1);
      return;
    }
    for (const key of Object.keys(value)) {
      if (forbiddenKeys.has(key)) throw malformed(`The body may not contain the key "${key}"`);
      if (!key.isWellFormed()) throw malformed("The body contains half of a surrogate pair");
      check((value as Record<string, unknown>)[key], depth + 1);
    }
  }
}
