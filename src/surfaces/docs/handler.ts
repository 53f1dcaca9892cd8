// What documents the API, made from the catalogue and served without a credential: the OpenAPI document, and the
// reference page with its script.
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { operations } from "@/surfaces/catalog";
import { acceptedEncoding } from "../http/compression";
import type { HttpAnswer, HttpRequest } from "../http/message";
import { addCors } from "../http/origins";
import { dataPolicy, securityHeaders } from "../http/security-headers";
import { platform } from "../rest/dialects/platform";
import { openApiDocument } from "../rest/openapi";
import { referencePage, referencePolicy } from "./reference-page";

const documentPath = `${platform.prefix}/openapi.json`;
const referencePath = "/developers/reference";
const scriptPath = "/developers/reference/scalar.js";

export const isDocsPath = (path: string): boolean => path === documentPath || path.startsWith(referencePath);

type Asset = { type: string; etag: string; br: Buffer; gzip: Buffer; plain: Buffer };
const assets = new Map<string, Promise<Asset>>();

/** Made once and kept compressed: these are large and never change while the process runs. */
function asset(path: string, type: string, read: () => Promise<Buffer>): Promise<Asset> {
  const found = assets.get(path);
  if (found) return found;
  const made = read().then(async (plain): Promise<Asset> => {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
    const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 20)}"`;
    const [br, zipped] = await Promise.all([
      promisify(brotliCompress)(plain, { params }),
      promisify(gzip)(plain),
    ]);
    return { type, etag, br, gzip: zipped, plain };
  });
  assets.set(path, made);
  made.catch(() => assets.delete(path));
  return made;
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
    case documentPath:
      return send(
        request,
        headers,
        await asset(documentPath, "application/json; charset=utf-8", async () =>
          Buffer.from(JSON.stringify(openApiDocument(platform, operations))),
        ),
      );
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
  headers["Cache-Control"] = "no-cache";
  headers.Vary = "Origin, Accept-Encoding";
  if (request.headers.get("if-none-match")?.includes(found.etag)) return { status: 304, headers, body: null };
  headers["Content-Type"] = found.type;
  const encoding = acceptedEncoding(request.headers.get("accept-encoding"));
  if (encoding) headers["Content-Encoding"] = encoding;
  return { status: 200, headers, body: found[encoding ?? "plain"] };
}
