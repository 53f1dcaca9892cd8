// From a matched request to the one flat object that operations take: path, query string and body, each fault named.
import {
  type AppError,
  type FieldError,
  malformed,
  unsupportedMediaType,
  validationFailed,
} from "@/kernel/errors";
import { fromZod, type Upload } from "@/kernel/operation";
import { type HttpRequest, hasBody } from "../http/message";
import type { Dialect } from "./dialect";
import { readJsonObject } from "./json";
import { readQueryString, respell } from "./query";
import type { Match, Route } from "./routes";

export const bodyLimitBytes = 1024 * 1024;
/** JSON bodies of operations that take whole files, and the files themselves. */
export const bulkBodyLimitBytes = 25 * 1024 * 1024;
export const uploadLimitBytes = 100 * 1024 * 1024;
const uploadTypes = [
  ...["text/csv", "application/csv", "text/tab-separated-values"],
  ...["application/x-ndjson", "application/ndjson", "application/jsonl"],
];

export type Input = {
  value: Record<string, unknown>;
  /** The JSON body as it came: what an idempotency key is bound to. */
  body: Buffer | null;
  upload: Upload | null;
};

export async function readInput(
  dialect: Dialect,
  { route, params }: Match,
  request: HttpRequest,
): Promise<Input> {
  const query = readQueryString(request.search);
  for (const [theirs, ours] of Object.entries(dialect.parameterNames)) {
    if (theirs in query) {
      query[ours] = query[theirs];
      delete query[theirs];
    }
  }
  if (request.search !== "") respell(query, route.spellings());
  const { json, body, upload } =
    route.takesBody && hasBody(request) ? await readBody(route, request) : nothing;
  const sent = json ? dialect.unwrap(json) : nothingSent;
  const value: Record<string, unknown> = { ...query, ...sent, ...params };
  const faults = clashes(route, query, sent);
  if (faults.length > 0) throw withOtherFaults(route, value, faults);
  return { value, body, upload };
}

const nothing = { json: null, body: null, upload: null };
const nothingSent: Record<string, unknown> = {};

async function readBody(
  { operation }: Route,
  request: HttpRequest,
): Promise<{ json: Record<string, unknown> | null; body: Buffer | null; upload: Upload | null }> {
  const header = request.headers.get("content-type");
  const mediaType = (header ?? "application/json").split(";")[0]!.trim().toLowerCase();
  const acceptsCsv = operation.meta.acceptsCsv ?? false;
  const accepted = [
    "application/json",
    ...(acceptsCsv ? ["text/csv", "application/x-ndjson"] : []),
    ...(operation.meta.acceptsFile ? ["application/octet-stream"] : []),
  ];
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity") throw unsupportedMediaType(accepted);
  const isFile = operation.meta.acceptsFile !== undefined && mediaType !== "application/json";
  if (isFile && header !== null) {
    const stream = request.stream(operation.meta.acceptsFile!.limitBytes);
    return { json: null, body: null, upload: { contentType: header, stream } };
  }
  if (acceptsCsv && uploadTypes.includes(mediaType)) {
    const stream = request.stream(uploadLimitBytes);
    return { json: null, body: null, upload: { contentType: header ?? mediaType, stream } };
  }
  const isJson = mediaType === "application/json" || /^application\/[\w.-]+\+json$/.test(mediaType);
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(header ?? "")?.[1]?.toLowerCase();
  if (!isJson || (charset !== undefined && charset !== "utf-8" && charset !== "utf8")) {
    throw unsupportedMediaType(accepted);
  }
  const body = await request.body(acceptsCsv ? bulkBodyLimitBytes : bodyLimitBytes);
  // A list is no request but the file itself: what an export as JSON answers.
  if (acceptsCsv && isList(body)) {
    return { json: null, body, upload: { contentType: mediaType, stream: streamOf(body) } };
  }
  return { json: readJsonObject(body), body, upload: null };
}

const isList = (body: Buffer): boolean => /^\ufeff?\s*\[/.test(body.toString("utf8", 0, 1000));

async function* streamOf(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}

/** What only this surface can see: a key that the path has already said, and one said in query and body alike. */
function clashes(
  { params, path }: Route,
  query: Record<string, unknown>,
  body: Record<string, unknown>,
): FieldError[] {
  const faults: FieldError[] = [];
  for (const name of params) {
    if (!(name in query) && !(name in body)) continue;
    faults.push({
      field: name,
      code: "UNKNOWN_FIELD",
      message: `Unknown ${name in body ? "field" : "parameter"} "${name}": it is part of the path ${path}`,
    });
  }
  if (body === nothingSent) return faults;
  for (const name of Object.keys(query)) {
    if (!(name in body)) continue;
    faults.push({
      field: name,
      code: "VALIDATION_ERROR",
      message: `${name} is given in the query string and in the body`,
    });
  }
  return faults;
}

function withOtherFaults(
  { operation }: Route,
  value: Record<string, unknown>,
  faults: FieldError[],
): AppError {
  const checked = operation.input.safeParse(value);
  return checked.success
    ? validationFailed(faults)
    : validationFailed([...faults, ...fromZod(checked.error, operation.input).fields]);
}

/** `If-Match` and its kind, and `Idempotency-Key`, must be short enough to look at. */
export function headerOf(request: HttpRequest, name: string): string | null {
  const value = request.headers.get(name);
  if (value !== null && value.length > 1000) throw malformed(`The header ${name} is too long`);
  return value;
}
