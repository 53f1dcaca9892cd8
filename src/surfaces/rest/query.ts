// Query strings: `a=1`, `a[operator]=1`, repeated names as a list; and text turned into the numbers, truths and lists
// that an operation's schema asks for, because a query string has only text.
import type { z } from "zod";
import { malformed } from "@/kernel/errors";
import { isForbiddenKey } from "./json";
import { inputSchemaOf, type JsonSchema } from "./json-schema";

const maxParameters = 200;
const maxSteps = 5;
type Values = Record<string, unknown>;

export function readQueryString(search: string): Values {
  const values: Values = {};
  if (search === "") return values;
  const pairs = search.split("&");
  if (pairs.length > maxParameters) throw malformed(`A query string has at most ${maxParameters} parameters`);
  for (const pair of pairs) {
    if (pair === "") continue;
    const mark = pair.indexOf("=");
    const name = decode(mark < 0 ? pair : pair.slice(0, mark));
    put(values, stepsOf(name), mark < 0 ? "" : decode(pair.slice(mark + 1)));
  }
  return values;
}

function decode(text: string): string {
  try {
    return text.includes("%") || text.includes("+") ? decodeURIComponent(text.replaceAll("+", " ")) : text;
  } catch (error) {
    throw malformed("The query string is not valid percent-encoded UTF-8", { cause: error });
  }
}

/** `a[b][c]` → a, b, c; `a[]` → a. */
function stepsOf(name: string): string[] {
  const open = name.indexOf("[");
  if (open <= 0 || !name.endsWith("]")) return [name];
  const steps = [name.slice(0, open), ...name.slice(open + 1, -1).split("][")];
  if (steps.at(-1) === "") steps.pop();
  if (steps.length > maxSteps)
    throw malformed(`A parameter has at most ${maxSteps} steps: ${name.slice(0, 80)}`);
  return steps;
}

function put(values: Values, steps: string[], value: string): void {
  let at = values;
  for (const [i, step] of steps.entries()) {
    if (isForbiddenKey(step)) throw malformed(`A parameter may not be named "${step}"`);
    const held = at[step];
    if (i < steps.length - 1) {
      if (held === undefined) at[step] = {};
      else if (!isPlain(held)) throw malformed(`The parameter "${steps[0]}" is given in two forms`);
      at = at[step] as Values;
    } else if (held === undefined) at[step] = value;
    else if (isPlain(held)) throw malformed(`The parameter "${steps[0]}" is given in two forms`);
    else at[step] = Array.isArray(held) ? [...held, value] : [held, value];
  }
}

const isPlain = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the text of a parameter has to become. */
export type Spelling =
  | { kind: "number" | "boolean" }
  | { kind: "list"; item: Spelling | undefined }
  | { kind: "object"; keys: ReadonlyMap<string, Spelling> };

/** How the parameters of an operation are spelled, read off its input schema. */
export function spellingsOf(input: z.ZodType): ReadonlyMap<string, Spelling> {
  const spelling = spellingOf(inputSchemaOf(input));
  return spelling?.kind === "object" ? spelling.keys : new Map();
}

function spellingOf(schema: JsonSchema | boolean | undefined): Spelling | undefined {
  if (schema === undefined || typeof schema === "boolean") return undefined;
  const options = schema.anyOf ?? schema.oneOf;
  if (options) {
    // Where text is welcome as it is, nothing is guessed.
    if (options.some((option) => typeof option === "object" && option.type === "string")) return undefined;
    return options.map(spellingOf).find((found) => found !== undefined);
  }
  const type = [schema.type].flat().find((one) => one !== "null");
  switch (type) {
    case "integer":
    case "number":
      return { kind: "number" };
    case "boolean":
      return { kind: "boolean" };
    case "array":
      return { kind: "list", item: spellingOf(Array.isArray(schema.items) ? undefined : schema.items) };
    case "object": {
      const keys = new Map<string, Spelling>();
      for (const [key, property] of Object.entries(schema.properties ?? {})) {
        const spelling = spellingOf(property);
        if (spelling) keys.set(key, spelling);
      }
      return { kind: "object", keys };
    }
    default:
      return undefined;
  }
}

/** Text that does not spell what is asked for stays: the schema says what is wrong with it. */
export function respell(values: Values, spellings: ReadonlyMap<string, Spelling>): void {
  if (spellings.size === 0) return;
  for (const key of Object.keys(values)) {
    const spelling = spellings.get(key);
    if (spelling) values[key] = spelled(values[key], spelling);
  }
}

function spelled(value: unknown, spelling: Spelling): unknown {
  switch (spelling.kind) {
    case "number":
      return typeof value === "string" && /^-?\d{1,15}(\.\d{1,6})?$/.test(value) ? Number(value) : value;
    case "boolean":
      if (value === "true" || value === "1") return true;
      return value === "false" || value === "0" ? false : value;
    case "list": {
      const items = typeof value === "string" ? value.split(",") : value;
      const { item } = spelling;
      return Array.isArray(items) && item ? items.map((one) => spelled(one, item)) : items;
    }
    case "object":
      if (isPlain(value)) respell(value, spelling.keys);
      return value;
  }
}
