// The front door: every request of the process comes in here and is handed to its surface. What it does not know is a
// page, and goes to Next. The order of the checks is the order of how often they are needed.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "@/env";
import { clock } from "@/kernel/clock";
import { type AppError, unavailable } from "@/kernel/errors";
import { newId } from "@/kernel/id";
import { toAppError } from "@/kernel/operation";
import { pools } from "@/platform/database/pools";
import { docs, isDocsPath } from "../docs/handler";
import { formPages, isFormPath } from "../forms/handler";
import { platformRest } from "../rest";
import { platform } from "../rest/dialects/platform";
import { readJson } from "../rest/json";
import { handleRpc, rpcPath } from "../rpc/handler";
import { handleAuth } from "../session";
import type { HttpAnswer } from "./message";
import { bridge, clientAddress, fromNode, sendAnswer } from "./node";
import { dataPolicy, pagePolicy, securityHeaders } from "./security-headers";
import { type StaticFiles, staticPath } from "./static-files";

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const isDevelopment = env.NODE_ENV === "development";
const rpcBodyLimitBytes = 4 * 1024 * 1024;
const authBodyLimitBytes = 64 * 1024;

export class FrontDoor {
  /** Null until the process is ready. */
  private pages: PageHandler | null = null;
  private staticFiles: StaticFiles | null = null;

  /** `staticFiles` only with a build: in development Next makes them as they are asked for. */
  open(pages: PageHandler, staticFiles: StaticFiles | null = null): void {
    this.pages = pages;
    this.staticFiles = staticFiles;
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    // A client that goes away in the middle is no failure of ours.
    response.on("error", () => request.destroy());
    this.route(request, response).catch((thrown: unknown) => {
      sendError(request, response, toAppError(thrown, { requestId: newId("req"), operation: "" }));
    });
  };

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pages } = this;
    if (!pages) return sendError(request, response, unavailable("Meridian is starting"));
    const url = request.url ?? "/";
    const mark = url.indexOf("?");
    const path = mark < 0 ? url : url.slice(0, mark);
    const search = mark < 0 ? "" : url.slice(mark + 1);
    if (isDocsPath(path)) return sendAnswer(request, response, await docs(fromNode(request, path, search)));
    if (path.startsWith("/v1/") || path === "/v1") {
      return sendAnswer(request, response, await platformRest(fromNode(request, path, search)));
    }
    if (path.startsWith(`${rpcPath}/`)) {
      const body = await fromNode(request, path, search).body(rpcBodyLimitBytes);
      if (body.length > 0) readJson(body);
      return bridge(request, response, (sent) => handleRpc(sent, clientAddress(request)), body);
    }
    if (path.startsWith("/api/auth/")) {
      const body = await fromNode(request, path, search).body(authBodyLimitBytes);
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
      return bridge(request, response, (sent) => handleAuth(sent, clientAddress(request)), body);
    }
    if (isFormPath(path))
      return sendAnswer(request, response, await formPages(fromNode(request, path, search)));
    if (path === "/healthz") return sendAnswer(request, response, plain(200, { status: "ok" }));
    if (path === "/readyz") return sendAnswer(request, response, await readiness());
    const fromNext = () => page(pages, path, request, response);
    if (!this.staticFiles || !path.startsWith(staticPath)) return fromNext();
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    return this.staticFiles(request, response, fromNext);
  }
}

const plain = (status: number, value: unknown): HttpAnswer => ({
  status,
  headers: {
    ...securityHeaders,
    "Content-Security-Policy": dataPolicy,
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
  },
  body: JSON.stringify(value),
});

function sendError(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  const requestId = String(error.details.requestId ?? newId("req"));
  const answer = plain(error.status, platform.error(error, { requestId, timestamp: clock.nowIso() }));
  Object.assign(answer.headers, error.headers, { "X-Request-ID": requestId });
  if (response.headersSent) response.destroy();
  else sendAnswer(request, response, answer);
}

const readinessLimitMs = 2_000;

/** Ready means that the database answers. */
async function readiness(): Promise<HttpAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database does not answer")), readinessLimitMs);
  });
  try {
    await Promise.race([pools().system.query("select 1"), late]);
    return plain(200, { status: "ready" });
  } catch (error) {
    const answer = plain(503, { status: "not ready", reason: "The database does not answer" });
    if (!(error instanceof Error)) throw error;
    answer.headers["Retry-After"] = "1";
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

/** Next finds the nonce of its own scripts in the policy; our layout finds it in `x-nonce`. */
function page(
  pages: PageHandler,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  if (!path.startsWith("/_next/")) {
    const nonce = randomBytes(16).toString("base64");
    const policy = pagePolicy(nonce, isDevelopment);
    request.headers["x-nonce"] = nonce;
    request.headers["content-security-policy"] = policy;
    response.setHeader("Content-Security-Policy", policy);
  }
  return pages(request, response);
}
