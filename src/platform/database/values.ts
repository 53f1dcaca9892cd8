// How PostgreSQL's values look in our code: times as RFC 3339 UTC text, bigint as number (money is kept below 2^53).
import pg from "pg";

const { builtins } = pg.types;

/** `2026-01-24 10:30:00.123+00` → `2026-01-24T10:30:00.123Z` (connections run in UTC). */
export function instantFromPg(text: string): string {
  // The form that nearly all have, without a search: an answer holds thousands.
  if (text.length === 26 && text.charCodeAt(19) === 46 && text.endsWith("+00"))
    return `${text.slice(0, 10)}T${text.slice(11, 23)}Z`;
  const time = text.replace(" ", "T").replace(/\+00(:?00)?$/, "");
  const [whole, fraction = ""] = time.split(".");
  return `${whole}.${`${fraction}000`.slice(0, 3)}Z`;
}

function bigintFromPg(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint outside the exact range: ${text}`);
  return value;
}

const own = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, instantFromPg],
  [builtins.INT8, bigintFromPg],
  [builtins.DATE, (text) => text],
]);

export const parsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    own.get(oid) ?? pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};
