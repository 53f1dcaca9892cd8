// Between node:http and the surfaces: a request read lazily, an answer written in one piece, and a bridge for the
// surfaces that speak fetch (tRPC, sign-in), whose streams pass through unbuffered and end with the connection.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { env } from "@/env";
import { payloadTooLarge } from "@/kernel/errors";
import { type HeaderReader, type HttpAnswer, type HttpRequest, limited, readAll } from "./message";

class NodeHeaders implements HeaderReader {
  constructor(private readonly raw: IncomingMessage["headers"]) {}
  get(name: string): string | null {
    const value = this.raw[name] ?? this.raw[name.toLowerCase()];
    return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
  }
}

class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly headers: HeaderReader;

  constructor(
    private readonly source: IncomingMessage,
    readonly path: string,
    readonly search: string,
  ) {
    this.method = source.method ?? "GET";
    this.headers = new NodeHeaders(source.headers);
  }

  get ip(): string {
    return clientAddress(this.source);
  }

  async body(limitBytes: number): Promise<Buffer> {
    this.refuseAnnounced(limitBytes);
    return readAll(this.source, limitBytes);
  }

  stream(limitBytes: number): Readable {
    this.refuseAnnounced(limitBytes);
    return limited(this.source, limitBytes);
  }

  private refuseAnnounced(limitBytes: number): void {
    if (Number(this.source.headers["content-length"] ?? 0) > limitBytes) throw payloadTooLarge(limitBytes);
  }
}

export const fromNode = (source: IncomingMessage, path: string, search: string): HttpRequest =>
  new NodeRequest(source, path, search);

/** The socket's peer, or what the proxies in front (`TRUST_PROXY` of them) say: nobody else's word is taken. */
export function clientAddress(source: IncomingMessage): string {
  const peer = plainAddress(source.socket.remoteAddress ?? "");
  if (env.TRUST_PROXY === 0) return peer;
  const named = String(source.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((part) => plainAddress(part.trim()))
    .filter(Boolean);
  return named.at(-env.TRUST_PROXY) ?? named[0] ?? peer;
}

const plainAddress = (address: string): string =>
  address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;

/** What a refused upload may still send before its connection is cut: long enough to read why. */
const drainedBytes = 64 * 1024 * 1024;

export function sendAnswer(source: IncomingMessage, target: ServerResponse, answer: HttpAnswer): void {
  if (target.headersSent || target.destroyed) return;
  const { status, headers, body } = answer;
  if (body !== null && headers["Content-Length"] === undefined) {
    headers["Content-Length"] = String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
  } else if (body === null && status !== 204 && status !== 304 && headers["Content-Length"] === undefined) {
    headers["Content-Length"] = "0";
  }
  if (!source.complete) drain(source);
  target.writeHead(status, headers);
  if (source.method === "HEAD" || body === null) target.end();
  else target.end(body);
}

/** A client that is still sending would see a reset instead of the answer. */
function drain(source: IncomingMessage): void {
  let left = drainedBytes;
  source.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) source.destroy();
  });
  source.on("error", () => source.destroy());
  source.resume();
}

/** Answers that are still being written: a graceful stop ends them. */
const streaming = new Set<AbortController>();

export function endStreams(): void {
  for (const one of streaming) one.abort();
}

/** Runs a fetch-style surface on a node request. */
export async function bridge(
  source: IncomingMessage,
  target: ServerResponse,
  handle: (request: Request) => Promise<Response>,
  options: { origin: string; body: Buffer | null; headers?: Record<string, string> },
): Promise<void> {
  const gone = new AbortController();
  streaming.add(gone);
  target.once("close", () => gone.abort());
  try {
    const response = await handle(toRequest(source, options, gone.signal));
    for (const [name, value] of Object.entries(options.headers ?? {})) target.setHeader(name, value);
    response.headers.forEach((value, name) => {
      if (name !== "set-cookie") target.setHeader(name, value);
    });
    const cookies = response.headers.getSetCookie();
    if (cookies.length > 0) target.setHeader("set-cookie", cookies);
    target.writeHead(response.status);
    if (response.body && source.method !== "HEAD") await pump(response.body, target, gone.signal);
    target.end();
  } finally {
    streaming.delete(gone);
  }
}

function toRequest(
  source: IncomingMessage,
  { origin, body }: { origin: string; body: Buffer | null },
  signal: AbortSignal,
): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(source.headers)) {
    if (name.startsWith(":") || name === "transfer-encoding" || name === "connection") continue;
    for (const one of Array.isArray(value) ? value : [value ?? ""]) headers.append(name, one);
  }
  return new Request(new URL(source.url ?? "/", origin), {
    method: source.method ?? "GET",
    headers,
    body: body === null || body.length === 0 ? undefined : new Uint8Array(body),
    signal,
  });
}

async function pump(
  body: ReadableStream<Uint8Array>,
  target: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || target.destroyed) return;
      if (target.write(value)) continue;
      await new Promise<void>((resolve) => {
        target.once("drain", resolve);
        target.once("close", resolve);
      });
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
