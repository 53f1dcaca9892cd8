// Compression of answers above 1 kB at the cheapest level, for clients that ask for it.
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { HttpAnswer } from "./message";

const leastBytes = 1024;
const gzipped = promisify<Buffer | string, { level: number }, Buffer>(gzip);
const brotlied = promisify<Buffer | string, { params: Record<number, number> }, Buffer>(brotliCompress);

/** `br`, `gzip` or null: what the client takes, brotli first. */
export function acceptedEncoding(header: string | null): "br" | "gzip" | null {
  if (header === null) return null;
  const taken = new Set<string>();
  for (const part of header.split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) taken.add(name);
  }
  return taken.has("br") ? "br" : taken.has("gzip") ? "gzip" : null;
}

export async function compress(answer: HttpAnswer, acceptEncoding: string | null): Promise<HttpAnswer> {
  const { body, headers } = answer;
  if (body === null || body instanceof Readable || body.length < leastBytes) return answer;
  const encoding = acceptedEncoding(acceptEncoding);
  if (encoding === null) return answer;
  headers["Content-Encoding"] = encoding;
  answer.body =
    encoding === "br"
      ? await brotlied(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
      : await gzipped(body, { level: 1 });
  return answer;
}
