// Between node:http and the surfaces: a request read lazily, an answer written in one piece, and a bridge for the
// surfaces that speak fetch (tRPC, sign-in), whose streams pass through unbuffered and end with the connection.
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { env } from "@/env";
import { payloadTooLarge } from "@/kernel/errors";
import { log } from "@/platform/log";
import { compress } from "./compression";
import { type HeaderReader, type HttpAnswer, type HttpRequest, limited, readAll } from "./message";
import { askedOrigin } from "./origins";

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
    // Reading that stops early must not take the connection with it: the refusal still has to be sent.
    return limited(this.source.iterator({ destroyOnReturn: false }), limitBytes);
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
  const isStream = body instanceof Readable;
  if (body !== null && !isStream && headers["Content-Length"] === undefined) {
    headers["Content-Length"] = String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
  } else if (body === null && status !== 204 && status !== 304 && headers["Content-Length"] === undefined) {
    headers["Content-Length"] = "0";
  }
  if (!source.complete) drain(source);
  target.writeHead(status, headers);
  if (source.method === "HEAD" || body === null) {
    if (isStream) body.destroy();
    target.end();
  } else if (isStream)
    pipeline(body, target, (error) => {
      if (error) log.warn({ err: error }, "a file could not be sent whole");
    });
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

/** Runs a fetch-style surface on a node request: its streams pass through, the rest is sent in one compressed piece. */
export async function bridge(
  source: IncomingMessage,
  target: ServerResponse,
  handle: (request: Request) => Promise<Response>,
  body: Buffer | null,
): Promise<void> {
  const gone = new AbortController();
  target.once("close", () => gone.abort());
  const response = await handle(toRequest(source, body, gone.signal));
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) target.setHeader("Set-Cookie", cookies);
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    if (name !== "set-cookie") headers[name] = value;
  });
  if (response.body && headers["content-type"]?.startsWith("text/event-stream")) {
    streaming.add(gone);
    try {
      target.writeHead(response.status, headers);
      target.flushHeaders();
      await pump(response.body, target, gone.signal);
      target.end();
    } finally {
      streaming.delete(gone);
    }
    return;
  }
  const whole = response.body ? Buffer.from(await response.arrayBuffer()) : null;
  delete headers["content-length"];
  const answer = { status: response.status, headers, body: whole };
  const accepted = headers["content-encoding"] ? null : (source.headers["accept-encoding"] ?? null);
  sendAnswer(source, target, await compress(answer, String(accepted ?? "")));
}

function toRequest(source: IncomingMessage, body: Buffer | null, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(source.headers)) {
    if (name === "transfer-encoding" || name === "connection" || name === "content-length") continue;
    for (const one of Array.isArray(value) ? value : [value ?? ""]) headers.append(name, one);
  }
  // Not a relative address: `//elsewhere/` would be another host.
  return new Request(askedOrigin(new NodeHeaders(source.headers)) + source.url, {
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
        const goOn = () => {
          target.off("drain", goOn).off("close", goOn);
          resolve();
        };
        target.on("drain", goOn).on("close", goOn);
      });
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
