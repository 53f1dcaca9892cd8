// What documents the API, made from the catalogue and served without a credential: the OpenAPI document, and the
// reference page with its script. With a credential the document has the workspace's own fields too.
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { AppError } from "@/kernel/errors";
import { newId } from "@/kernel/id";
import type { RecordTypeDescription } from "@/modules/fields";
import { catalog, operations } from "@/surfaces/catalog";
import { acceptedEncoding } from "../http/compression";
import type { HttpAnswer, HttpRequest } from "../http/message";
import { addCors } from "../http/origins";
import { dataPolicy, securityHeaders } from "../http/security-headers";
import { identify } from "../identify";
import { platform } from "../rest/dialects/platform";
import { requestInfo } from "../rest/handler";
import { openApiDocument } from "../rest/openapi";
import { addOwnFields, type OwnFields, ownFieldsOf } from "../rest/openapi-tenant";
import { referencePage, referencePolicy } from "./reference-page";

const documentPath = `${platform.prefix}/openapi.json`;
const referencePath = "/developers/reference";
const scriptPath = "/developers/reference/scalar.js";

export const isDocsPath = (path: string): boolean => path === documentPath || path.startsWith(referencePath);

type Asset = {
  type: string;
  etag: string;
  br: Buffer;
  gzip: Buffer;
  plain: Buffer;
  /** Made for one workspace. */
  isPrivate?: boolean;
};
const assets = new Map<string, Promise<Asset>>();

/** Made once and kept compressed: these are large and never change while the process runs. */
function asset(path: string, type: string, read: () => Promise<Buffer>): Promise<Asset> {
  const found = assets.get(path);
  if (found) return found;
  const made = compressed(type, read);
  assets.set(path, made);
  made.catch(() => assets.delete(path));
  return made;
}

async function compressed(type: string, read: () => Promise<Buffer>): Promise<Asset> {
  const plain = await read();
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 20)}"`;
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(plain, { params }),
    promisify(gzip)(plain),
  ]);
  return { type, etag, br, gzip: zipped, plain };
}

const jsonType = "application/json; charset=utf-8";
/** Documents of workspaces that are kept: each is some 100 kB compressed and 3 MB plain. */
const mostKept = 10;
const kept = new Map<string, Promise<Asset>>();

/** Everybody's document, or with a credential that of its workspace: the same with the workspace's own fields. */
async function documentFor(request: HttpRequest): Promise<Asset> {
  const own = await askedFields(request);
  const common = await asset(documentPath, jsonType, async () =>
    Buffer.from(JSON.stringify(openApiDocument(platform, operations))),
  );
  if (own.size === 0) return common;
  const key = createHash("sha256")
    .update(JSON.stringify([...own]))
    .digest("base64url");
  const found = kept.get(key) ?? compressed(jsonType, async () => withOwnFields(common.plain, own));
  // The one asked for last stays the longest.
  kept.delete(key);
  kept.set(key, found);
  found.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
  return { ...(await found), isPrivate: true };
}

/** Made from the written document: that is read in a tenth of the time that making it takes. */
function withOwnFields(plain: Buffer, own: OwnFields): Buffer {
  const document: unknown = JSON.parse(plain.toString());
  addOwnFields(document, own);
  return Buffer.from(JSON.stringify(document));
}

async function askedFields(request: HttpRequest): Promise<OwnFields> {
  const info = requestInfo(request, request.ip, newId("req"), "rest");
  try {
    info.actor = await identify(request, request.ip);
    if (!info.actor) return new Map();
    const types = await catalog.get("fields.list")?.call({ request: info }, {});
    return ownFieldsOf(types as RecordTypeDescription[]);
  } catch (refused) {
    // What everybody may read is not refused to whom the rest is.
    const isCommon = refused instanceof AppError && (refused.status === 401 || refused.status === 403);
    if (isCommon) return new Map();
    throw refused;
  }
}

async function readScript(): Promise<Buffer> {
  const entry = createRequire(join(process.cwd(), "package.json")).resolve("@scalar/api-reference");
  return readFile(join(dirname(entry), "browser", "standalone.js"));
}

export async function docs(request: HttpRequest): Promise<HttpAnswer> {
  const headers: Record<string, string> = { ...securityHeaders, "Content-Security-Policy": dataPolicy };
  addCors(headers, request.headers.get("origin"), request.method === "OPTIONS");
  if (request.method === "OPTIONS") return { status: 204, headers, body: null };
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { status: 405, headers: { ...headers, Allow: "GET, HEAD, OPTIONS" }, body: null };
  }
  switch (request.path) {
    case documentPath: {
      // Not to be kept for somebody else, nor by anybody on the way.
      headers.Vary = "Authorization, X-API-Key, X-API-Secret, Cookie";
      return send(request, headers, await documentFor(request));
    }
    case scriptPath:
      return send(request, headers, await asset(scriptPath, "text/javascript; charset=utf-8", readScript));
    case referencePath: {
      const nonce = randomBytes(16).toString("base64");
      headers["Content-Security-Policy"] = referencePolicy(nonce);
      headers["Content-Type"] = "text/html; charset=utf-8";
      headers["Cache-Control"] = "no-store";
      return { status: 200, headers, body: referencePage(nonce, scriptPath) };
    }
    default:
      return { status: 404, headers, body: null };
  }
}

function send(request: HttpRequest, headers: Record<string, string>, found: Asset): HttpAnswer {
  headers.ETag = found.etag;
  headers["Cache-Control"] = found.isPrivate ? "private, no-cache" : "no-cache";
  headers.Vary = [headers.Vary, "Origin, Accept-Encoding"].filter(Boolean).join(", ");
  if (request.headers.get("if-none-match")?.includes(found.etag)) return { status: 304, headers, body: null };
  headers["Content-Type"] = found.type;
  const encoding = acceptedEncoding(request.headers.get("accept-encoding"));
  if (encoding) headers["Content-Encoding"] = encoding;
  return { status: 200, headers, body: found[encoding ?? "plain"] };
}
