import { pbkdf2 } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keepFilesIn, storeFile } from ".";

test("content that fails at once leaves no partial file behind, however busy the file system's threads are", async () => {
  const folder = await mkdtemp(join(tmpdir(), "meridian-storage-"));
  keepFilesIn(folder);
  const failing: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("refused")) }),
  };
  let left = 0;
  for (let round = 0; round < 60; round += 1) {
    for (let i = 0; i < 4; i += 1) pbkdf2("busy", "salt", 1000 * (i + 1), 32, "sha256", () => undefined);
    const files = Array.from({ length: 8 }, (_, i) => storeFile(`refused/f${round}_${i}`, failing, 10));
    for (const one of await Promise.allSettled(files)) expect(one.status).toBe("rejected");
    left += (await readdir(join(folder, "refused"))).length;
  }
  await rm(folder, { recursive: true, force: true });
  expect(left).toBe(0);
});
