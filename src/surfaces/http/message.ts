// A request and an answer as the REST surface sees them: small, neutral, and made from node:http or from fetch alike.
// (undici's Request and Response cost 20 to 40 µs each; the whole of a read may cost 100.)
import { Readable } from "node:stream";
import { payloadTooLarge } from "@/kernel/errors";

export type HeaderReader = { get(name: string): string | null };

export type HttpRequest = {
  method: string;
  /** Still percent-encoded, without the query. */
  path: string;
  /** What stands behind `?`; empty without one. */
  search: string;
  headers: HeaderReader;
  /** The client's address. */
  ip: string;
  /** The whole body; throws 413 as soon as it is known to be larger. */
  body(limitBytes: number): Promise<Buffer>;
  /** The body as it arrives, for uploads. */
  stream(limitBytes: number): Readable;
};

export type HttpAnswer = {
  status: number;
  headers: Record<string, string>;
  /** A stream is sent as it comes. */
  body: string | Buffer | Readable | null;
};

/** Whether anything follows the headers. */
export const hasBody = ({ headers }: HttpRequest): boolean => {
  const length = headers.get("content-length");
  return length === null ? headers.get("transfer-encoding") !== null : length !== "0";
};

/** Reads `source` to its end unless it is larger than allowed: then it is left as it is, for whoever answers. */
export function readAll(source: Readable, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const leave = () => source.off("data", onData).off("end", onEnd).off("error", onEnd).off("close", onEnd);
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limitBytes) return;
      leave();
      source.pause();
      reject(payloadTooLarge(limitBytes));
    };
    const onEnd = (error?: Error) => {
      leave();
      if (error) reject(error);
      else if (!source.readableEnded) reject(new Error("the request ended before its body did"));
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
    };
    source.on("data", onData).on("end", onEnd).on("error", onEnd).on("close", onEnd);
    if (source.destroyed) onEnd();
  });
}

/** Passes `source` on, and fails it once it is larger than allowed. */
export function limited(source: AsyncIterable<Buffer>, limitBytes: number): Readable {
  return Readable.from(
    (async function* () {
      let size = 0;
      for await (const chunk of source) {
        size += chunk.length;
        if (size > limitBytes) throw payloadTooLarge(limitBytes);
        yield chunk;
      }
    })(),
    { objectMode: false },
  );
}

/** A fetch request as ours: for tests, and for hosts that speak fetch. */
export function fromFetch(request: Request, ip: string): HttpRequest {
  const mark = request.url.indexOf("?");
  const end = mark < 0 ? request.url.length : mark;
  const source = (): Readable =>
    request.body
      ? Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0])
      : Readable.from([]);
  const headers = new Headers(request.headers);
  // Without a socket nobody has announced the body.
  if (request.body && !headers.has("content-length")) headers.set("transfer-encoding", "chunked");
  return {
    method: request.method,
    path: request.url.slice(request.url.indexOf("/", request.url.indexOf("//") + 2), end),
    search: request.url.slice(end + 1),
    headers,
    ip,
    body: (limitBytes) => readAll(source(), limitBytes),
    stream: (limitBytes) => limited(source(), limitBytes),
  };
}

export function toFetch({ status, headers, body }: HttpAnswer): Response {
  if (body instanceof Readable)
    return new Response(Readable.toWeb(body) as unknown as ReadableStream<Uint8Array>, { status, headers });
  return new Response(typeof body === "string" || body === null ? body : new Uint8Array(body), {
    status,
    headers,
  });
}
