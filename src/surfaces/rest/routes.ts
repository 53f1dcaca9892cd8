// The routes of a dialect, compiled into a tree of path segments: literal segments come before parameters.
import { z } from "zod";
import { malformed } from "@/kernel/errors";
import type { Operation } from "@/surfaces/catalog";
import type { Dialect } from "./dialect";
import { type Spelling, spellingsOf } from "./query";

export type Route = {
  operation: Operation;
  method: string;
  path: string;
  params: string[];
  /** Where in the path the parameters stand. */
  positions: [index: number, name: string][];
  /** Whether the operation answers a page of a list. */
  isPage: boolean;
  /** Whether a request may have a body. */
  takesBody: boolean;
  /** Template of the address of what was created, with `{}` for its id. */
  location: string | null;
  spellings: () => ReadonlyMap<string, Spelling>;
};

type Node = { literals: Map<string, Node>; parameter: Node | null; methods: Map<string, Route> };

export type Match = { route: Route; params: Record<string, string> };
export type Routes = {
  all: Route[];
  /** The route, or the methods that the path has (none: there is no such path). */
  match: (method: string, path: string) => Match | { allow: string[] };
};

const newNode = (): Node => ({ literals: new Map(), parameter: null, methods: new Map() });

export function compileRoutes(dialect: Dialect, operations: readonly Operation[]): Routes {
  const root = newNode();
  const all: Route[] = [];
  for (const operation of operations) {
    const template = dialect.routeOf(operation);
    if (!template) continue;
    const { method, path, params } = template;
    let at = root;
    for (const segment of path.split("/").slice(1)) at = step(at, segment);
    if (at.methods.has(method)) throw new Error(`two operations answer ${method} ${path}`);
    let spellings: ReadonlyMap<string, Spelling> | undefined;
    const route: Route = {
      operation,
      method,
      path,
      params,
      positions: positionsOf(path),
      isPage: isPage(operation.output),
      takesBody: method !== "GET",
      location: null,
      spellings: () => {
        spellings ??= spellingsOf(operation.input);
        return spellings;
      },
    };
    at.methods.set(method, route);
    all.push(route);
  }
  for (const route of all) route.location = locationOf(route, all, dialect.prefix);
  return { all, match: (method, path) => find(root, method, path) };
}

function step(at: Node, segment: string): Node {
  if (segment.startsWith("{")) {
    at.parameter ??= newNode();
    return at.parameter;
  }
  const next = at.literals.get(segment) ?? newNode();
  at.literals.set(segment, next);
  return next;
}

const positionsOf = (path: string): [number, string][] =>
  path
    .split("/")
    .slice(1)
    .flatMap((segment, i): [number, string][] =>
      segment.startsWith("{") ? [[i, segment.slice(1, -1)]] : [],
    );

function isPage(output: z.ZodType): boolean {
  return output instanceof z.ZodObject && "items" in output.shape && "hasNext" in output.shape;
}

/** Where a POST's result can be read: one step below its own path, or where ids of its kind are read. */
function locationOf(route: Route, all: Route[], prefix: string): string | null {
  if (route.method !== "POST") return null;
  const reads = all.filter(({ method, params }) => method === "GET" && params.length > 0);
  const below = reads.find(
    ({ path }) => path.replace(/\/\{\w+\}$/, "") === route.path && path !== route.path,
  );
  if (below) return `${prefix}${route.path}/{}`;
  return null;
}

/** Where a record with this id is read, by the name of the path's parameter: `job_…` is `{jobId}`. */
export function addressOf(routes: Routes, prefix: string, id: string): string | null {
  const parameter = `${id.slice(0, id.indexOf("_"))}Id`;
  const read = routes.all.find(
    ({ method, params, path }) =>
      method === "GET" && params.length === 1 && params[0] === parameter && path.endsWith(`{${parameter}}`),
  );
  return read ? prefix + read.path.replace(`{${parameter}}`, id) : null;
}

function find(root: Node, method: string, path: string): Match | { allow: string[] } {
  const segments = path.split("/");
  segments.shift();
  // `/contacts/` is `/contacts`.
  if (segments.length > 1 && segments.at(-1) === "") segments.pop();
  const allow = new Set<string>();
  const wanted = method === "HEAD" ? "GET" : method;
  const values: string[] = [];
  const walk = (at: Node, depth: number): Route | undefined => {
    if (depth === segments.length) {
      const found = at.methods.get(wanted) ?? (wanted === "PATCH" ? at.methods.get("PUT") : undefined);
      if (!found) for (const name of at.methods.keys()) allow.add(name);
      return found;
    }
    const segment = segments[depth]!;
    const literal = at.literals.get(segment);
    const found = literal && walk(literal, depth + 1);
    if (found || !at.parameter || segment === "") return found;
    values[depth] = segment;
    return walk(at.parameter, depth + 1);
  };
  const route = walk(root, 0);
  if (!route) return { allow: allowed(allow) };
  const params: Record<string, string> = {};
  for (const [index, name] of route.positions) params[name] = decodeSegment(values[index]!);
  return { route, params };
}

function allowed(methods: Set<string>): string[] {
  if (methods.size === 0) return [];
  if (methods.has("GET")) methods.add("HEAD");
  if (methods.has("PUT")) methods.add("PATCH");
  return [...methods, "OPTIONS"];
}

function decodeSegment(segment: string): string {
  try {
    return segment.includes("%") ? decodeURIComponent(segment) : segment;
  } catch (error) {
    throw malformed("The path is not valid percent-encoded UTF-8", { cause: error });
  }
}
