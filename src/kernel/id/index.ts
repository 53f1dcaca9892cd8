// Identifiers: UUIDv7 inside, `prefix_` plus 32 hex digits at every edge. A wrong prefix or shape never reaches SQL.
import { randomFillSync } from "node:crypto";

/** Every prefix of the product, one per noun that has an id of its own. */
export const idPrefixes = [
  "contact",
  "account",
  "lead",
  "deal",
  "product",
  "lineitem",
  "pipe",
  "stage",
  "task",
  "event",
  "comm",
  "call",
  "note",
  "file",
  "user",
  "team",
  "role",
  "dept",
  "tenant",
  "key",
  "token",
  "session",
  "invite",
  "webhook",
  "evt",
  "sync",
  "job",
  "app",
  "doc",
  "req",
  "rel",
  "tag",
  "field",
  "view",
  "chg",
  "aud",
  "mail",
  "row",
  "merge",
  "reason",
  "move",
  "form",
  "score",
  "reminder",
  "feed",
  "conversion",
  "absence",
  "import",
] as const;
export type IdPrefix = (typeof idPrefixes)[number];

const pool = Buffer.allocUnsafe(10 * 256);
let poolOffset = pool.length;
let lastMs = 0;
let sequence = 0;

/** A new UUIDv7 (RFC 9562), increasing within the process, as 36 characters. */
export function newUuid(): string {
  if (poolOffset >= pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  const ms = Date.now();
  if (ms > lastMs) {
    lastMs = ms;
    sequence = ((pool[poolOffset]! & 0x07) << 8) | pool[poolOffset + 1]!;
  } else if (++sequence > 0xfff) {
    sequence = 0;
    lastMs += 1;
  }
  const time = lastMs.toString(16).padStart(12, "0");
  const variant = (0x80 | (pool[poolOffset + 2]! & 0x3f)).toString(16);
  const rest = pool.toString("hex", poolOffset + 3, poolOffset + 10);
  poolOffset += 10;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, "0")}-${variant}${rest.slice(0, 2)}-${rest.slice(2)}`;
}

/** A new public id such as `contact_01928f…`. */
export const newId = (prefix: IdPrefix): string => toPublicId(prefix, newUuid());

/** `contact` + uuid → `contact_<32 hex>`. */
export function toPublicId(prefix: string, uuid: string): string {
  return `${prefix}_${uuid.slice(0, 8)}${uuid.slice(9, 13)}${uuid.slice(14, 18)}${uuid.slice(19, 23)}${uuid.slice(24)}`;
}

const shapes = new Map<string, RegExp>();
export function idPattern(prefix: string): RegExp {
  let shape = shapes.get(prefix);
  if (!shape) {
    shape = new RegExp(`^${prefix}_[0-9a-f]{32}$`);
    shapes.set(prefix, shape);
  }
  return shape;
}

/** `contact_<32 hex>` → uuid, or undefined when the prefix or the shape is wrong. */
export function parseId(prefix: string, id: string): string | undefined {
  if (!idPattern(prefix).test(id)) return undefined;
  const hex = id.slice(prefix.length + 1);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The uuid inside an id that our own code made; throws when it is none. */
export function uuidOf(prefix: string, id: string): string {
  const uuid = parseId(prefix, id);
  if (!uuid) throw new Error(`not a ${prefix} id: ${id}`);
  return uuid;
}
