// Values written into a statement, for the few that take no parameters (`COPY`): quoted, so that none can be anything but
// a value, and untyped as a parameter is, so that the statement means the same.
import pg from "pg";
import { arrayOfValues } from "./array-text";

export function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return pg.escapeLiteral(arrayOfValues(value));
  if (["string", "number", "boolean"].includes(typeof value)) return pg.escapeLiteral(String(value));
  throw new TypeError(`a ${typeof value} cannot be written into a statement`);
}

// What is quoted is passed over: a `$1` in it is no parameter.
const quotedOrParameter = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)/g;

/** `where id = $1` with its values in place. */
export const withLiterals = (text: string, values: readonly unknown[]): string =>
  text.replace(quotedOrParameter, (found: string, place: string | undefined) =>
    place === undefined ? found : literal(values[Number(place) - 1]),
  );
