// Files of the product, by key: under DATA_DIR/files on one machine. A file is there whole or not at all.
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { env } from "@/env";

export class FileTooLarge extends Error {
  override readonly name = "FileTooLarge";
  constructor(readonly limitBytes: number) {
    super(`the file is larger than ${limitBytes} bytes`);
  }
}

const holder = globalThis as typeof globalThis & { meridianFilesFolder?: string };

/** Keeps files somewhere else than under DATA_DIR. */
export function keepFilesIn(folder: string): void {
  holder.meridianFilesFolder = folder;
}

/** Keys are made by us: lower-case words, digits and slashes, so none leaves the folder. */
function pathOf(key: string): string {
  if (!/^[a-z0-9_]+(\/[a-z0-9_]+)*(\.[a-z0-9]+)?$/.test(key)) throw new Error(`not a file key: ${key}`);
  return join(resolve(holder.meridianFilesFolder ?? join(env.DATA_DIR, "files")), key);
}

/** Stores a stream under a key, without holding it in memory; answers its size. */
export async function storeFile(
  key: string,
  content: AsyncIterable<Uint8Array | string>,
  limitBytes: number,
): Promise<number> {
  const path = pathOf(key);
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.part`;
  let bytes = 0;
  async function* counted() {
    for await (const chunk of content) {
      const buffer = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      bytes += buffer.byteLength;
      if (bytes > limitBytes) throw new FileTooLarge(limitBytes);
      yield buffer;
    }
  }
  // Opened before anything can fail: a stream that opens by itself may do so after the file was removed again.
  const target = await open(partial, "w", 0o600);
  try {
    await pipeline(Readable.from(counted(), { objectMode: false }), target.createWriteStream());
    await rename(partial, path);
  } catch (error) {
    await target.close();
    await rm(partial, { force: true });
    throw error;
  }
  return bytes;
}

/** The file's bytes from the beginning, or its first `limitBytes`. */
export const openFile = (key: string, limitBytes?: number): Readable =>
  createReadStream(
    pathOf(key),
    limitBytes === undefined ? { highWaterMark: 512 * 1024 } : { end: Math.max(0, limitBytes - 1) },
  );

export const fileSize = async (key: string): Promise<number> => (await stat(pathOf(key))).size;

export const removeFile = (key: string): Promise<void> => rm(pathOf(key), { force: true });
