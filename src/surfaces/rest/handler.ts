// The REST surface: a request becomes a call of the catalogue, its answer an envelope of the dialect. It knows no
// module and no rule of business, and promises an answer in the dialect's form to whatever comes in.
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { clock } from "@/kernel/clock";
import { AppError, notFound } from "@/kernel/errors";
import { newId } from "@/kernel/id";
import { type RequestInfo, toAppError } from "@/kernel/operation";
import type { Actor } from "@/kernel/permissions";
import type { Operation } from "@/surfaces/catalog";
import { compress } from "../http/compression";
import type { HeaderReader, HttpAnswer, HttpRequest } from "../http/message";
import { addCors, addOpenCors, askedOrigin, foreignOriginOf } from "../http/origins";
import { dataPolicy, securityHeaders } from "../http/security-headers";
import type { Dialect, ListAnswer } from "./dialect";
import { headerOf, readInput } from "./input";
import { addressOf, compileRoutes, type Match, type Route, type Routes } from "./routes";

/** Who asks: null without a credential, an AppError for a bad one. */
export type Identify = (request: { headers: HeaderReader }, ip: string) => Promise<Actor | null>;

export type RestHandler = (request: HttpRequest) => Promise<HttpAnswer>;

const baseHeaders: Readonly<Record<string, string>> = {
  ...securityHeaders,
  "Content-Security-Policy": dataPolicy,
  "Cache-Control": "no-store",
  Vary: "Origin, Accept-Encoding",
};

const jsonType = "application/json; charset=utf-8";

/** The request's own name for itself if it is well formed, else a new one. */
export const requestIdOf = (sent: string | null): string =>
  sent !== null && /^[A-Za-z0-9_-]{8,64}$/.test(sent) ? sent : newId("req");

export const requestInfo = (
  request: { headers: HeaderReader },
  ip: string,
  requestId: string,
  source: RequestInfo["source"],
): RequestInfo => ({
  requestId,
  source,
  ip,
  userAgent: request.headers.get("user-agent")?.slice(0, 500) ?? "",
  origin: askedOrigin(request.headers),
  foreignOrigin: foreignOriginOf(request.headers),
  actor: null,
  operation: "",
  idempotencyKey: null,
  bodyHash: null,
  ifMatch: null,
  responseHeaders: {},
});

export function createRestHandler(options: {
  dialect: Dialect;
  operations: readonly Operation[];
  identify: Identify;
}): RestHandler {
  const { dialect, operations, identify } = options;
  const routes = compileRoutes(dialect, operations);

  return async (request) => {
    const requestId = requestIdOf(request.headers.get("x-request-id"));
    const headers: Record<string, string> = { ...baseHeaders, "X-Request-ID": requestId };
    const origin = request.headers.get("origin");
    const isPreflight = request.method === "OPTIONS";
    if (origin !== null) {
      addCors(headers, origin, isPreflight);
      const asked = isPreflight ? request.headers.get("access-control-request-method") : request.method;
      const target = routes.match(asked ?? "", request.path.slice(dialect.prefix.length));
      if ("route" in target && target.route.operation.meta.isOpenToAnyOrigin)
        addOpenCors(headers, isPreflight);
    }
    const info = requestInfo(request, request.ip, requestId, "rest");
    let found: ReturnType<Routes["match"]> | undefined;
    try {
      found = routes.match(request.method, request.path.slice(dialect.prefix.length));
      if ("route" in found) return await call(dialect, routes, identify, found, request, info, headers);
      if (found.allow.length === 0) throw notFound("endpoint");
      headers.Allow = found.allow.join(", ");
      if (isPreflight) return { status: 204, headers, body: null };
      throw new AppError("METHOD_NOT_ALLOWED", 405, `${request.path} knows ${headers.Allow}`);
    } catch (thrown) {
      const route = found && "route" in found ? found.route : undefined;
      const error = asNotFound(toAppError(thrown, info, route?.operation.input), route);
      Object.assign(headers, info.responseHeaders, error.headers);
      headers["Content-Type"] = jsonType;
      const body = JSON.stringify(dialect.error(error, { requestId, timestamp: clock.nowIso() }));
      return compress({ status: error.status, headers, body }, request.headers.get("accept-encoding"));
    }
  };
}

async function call(
  dialect: Dialect,
  routes: Routes,
  identify: Identify,
  match: Match,
  request: HttpRequest,
  info: RequestInfo,
  headers: Record<string, string>,
): Promise<HttpAnswer> {
  const { route } = match;
  info.actor = await identify(request, request.ip);
  // Without a credential nobody's body is read.
  if (!info.actor && route.operation.meta.permission !== "public") {
    await route.operation.call({ request: info }, match.params);
  }
  const { value, body, upload } = await readInput(dialect, match, request);
  info.ifMatch = headerOf(request, "if-match");
  info.upload = upload;
  if (request.method === "POST") bindKey(info, request, body);
  const data = await route.operation.call({ request: info }, value);
  const { meta: about } = route.operation;
  const status = about.isAccepted?.(data) ? 202 : (about.status ?? 200);
  Object.assign(headers, info.responseHeaders);
  if (info.download) {
    const { contentType, headers: own, content } = info.download;
    Object.assign(headers, own, { "Content-Type": contentType });
    const isReady = typeof content === "string" || content instanceof Readable;
    return { status, headers, body: isReady ? content : Readable.from(content, { objectMode: false }) };
  }
  if (status !== 200 && route.method === "POST")
    addLocation(headers, routes, dialect, route, match.params, data);
  if (!route.isPage && addEtag(headers, data) && isUnchanged(request, headers.ETag!)) {
    return { status: 304, headers, body: null };
  }
  const meta = { requestId: info.requestId, timestamp: clock.nowIso() };
  const envelope = route.isPage ? dialect.list(data as ListAnswer, meta) : dialect.success(data, meta);
  headers["Content-Type"] = jsonType;
  const accepted = request.headers.get("accept-encoding");
  const answer = { status, headers, body: JSON.stringify(envelope) };
  return accepted === null ? answer : compress(answer, accepted);
}

/** An idempotency key stands for this very request: path, query and body. */
function bindKey(info: RequestInfo, request: HttpRequest, body: Buffer | null): void {
  info.idempotencyKey = headerOf(request, "idempotency-key");
  if (info.idempotencyKey === null) return;
  const hash = createHash("sha256").update(`${request.path}?${request.search}\n`);
  if (body) hash.update(body);
  else hash.update(`${request.headers.get("content-type")} ${request.headers.get("content-length")}`);
  info.bodyHash = hash.digest("hex");
}

/** Single records carry their version as the entity tag. */
function addEtag(headers: Record<string, string>, data: unknown): boolean {
  const version = (data as { version?: unknown } | null)?.version;
  if (typeof version !== "number") return false;
  headers.ETag = `"${version}"`;
  return true;
}

function isUnchanged(request: HttpRequest, etag: string): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const known = request.headers.get("if-none-match");
  if (known === null) return false;
  return known.split(",").some((tag) => {
    const plain = tag.trim().replace(/^W\//, "");
    return plain === etag || plain === "*";
  });
}

function addLocation(
  headers: Record<string, string>,
  routes: Routes,
  { prefix }: Dialect,
  { location }: Route,
  params: Record<string, string>,
  data: unknown,
): void {
  const id = (data as { id?: unknown } | null)?.id;
  if (typeof id !== "string") return;
  const address =
    location?.replace("{}", id).replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "") ??
    addressOf(routes, prefix, id);
  if (address) headers.Location = address;
}

/** An id on the path that cannot be one is a record that is not there. */
function asNotFound(error: AppError, route: Route | undefined): AppError {
  if (!route || error.code !== "VALIDATION_ERROR") return error;
  const param = route.params.find((name) =>
    error.fields.some(({ field, code }) => field === name && code === "VALIDATION_ERROR"),
  );
  return param ? notFound(param.replace(/Id$/, "")) : error;
}
