// Builds the product: Next's pages into .next and the server into dist/server.js. Skipped when nothing that goes into
// them has changed; one build at a time per checkout.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import { ensureInstalled, root, runPackaged } from "./install.mjs";

const record = `${root}dist/build.json`;
const lock = `${root}dist/.building`;
const inputs = ["src", "public", "package.json", "package-lock.json", "next.config.mjs", "tsconfig.json"];

/** Builds if needed; ends the process with the builder's own message if that fails. */
export async function ensureBuilt() {
  if (isFresh(sourceHash())) return;
  await takeLock();
  try {
    const hash = sourceHash();
    // Whoever held the lock may have built just this.
    if (isFresh(hash)) return;
    rmSync(record, { force: true });
    console.log("Building (the sources have changed) …");
    const startedAt = Date.now();
    const quiet = { env: { NODE_ENV: "production" } };
    const steps = [
      ["next", ["build"]],
      [
        "esbuild",
        [
          "src/server.ts",
          "--bundle",
          "--platform=node",
          "--target=node20",
          "--format=esm",
          "--packages=external",
          "--alias:@=./src",
          "--sourcemap",
          "--outfile=dist/server.js",
          "--log-level=warning",
        ],
      ],
    ];
    for (const [program, args] of steps) {
      const code = await runPackaged(program, args, quiet);
      if (code !== 0) throw new BuildFailure(`${program} failed; its message is above.`);
    }
    await compressStaticFiles();
    writeFileSync(record, `${JSON.stringify({ hash, builtAt: new Date().toISOString() })}\n`);
    console.log(`Built in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Beside each script and style its brotli form: made once here, it can be the smallest there is. */
async function compressStaticFiles() {
  const compress = promisify(brotliCompress);
  const files = filesIn(join(root, ".next/static")).filter((file) => /\.(js|css|svg|json)$/.test(file));
  await Promise.all(
    files.map(async (file) => {
      const content = readFileSync(file);
      if (content.length < 1024) return;
      writeFileSync(`${file}.br`, await compress(content));
    }),
  );
}

export class BuildFailure extends Error {}

function isFresh(hash) {
  if (!existsSync(record) || !existsSync(`${root}dist/server.js`) || !existsSync(`${root}.next/BUILD_ID`)) {
    return false;
  }
  return JSON.parse(readFileSync(record, "utf8")).hash === hash;
}

function sourceHash() {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]);
  for (const input of inputs) {
    const path = join(root, input);
    if (!existsSync(path)) continue;
    for (const file of filesIn(path)) hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesIn(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter((entry) => !/\.test\.tsx?$/.test(entry.name) && join(path, entry.name) !== join(root, "src/test"))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)]));
}

async function takeLock() {
  mkdirSync(`${root}dist`, { recursive: true });
  for (let isToldOf = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = Number(existsSync(lock) ? readFileSync(lock, "utf8") : 0);
    if (holder && !isAlive(holder)) rmSync(lock, { force: true });
    else {
      if (!isToldOf) console.log("Waiting for another build of this checkout …");
      isToldOf = true;
      await delay(500);
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  await ensureBuilt().catch((error) => {
    if (!(error instanceof BuildFailure)) throw error;
    console.error(error.message);
    process.exit(1);
  });
}
