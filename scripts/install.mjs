// Makes node_modules agree with package-lock.json before anything else runs; uses nothing but Node itself.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const installedLock = `${root}node_modules/.package-lock.json`;
// Nothing of a self-hosted product is reported to anybody.
process.env.NEXT_TELEMETRY_DISABLED = "1";

const leastNode = [20, 19];

/** Runs a program in the project's folder and answers its exit code; its output is ours. */
export function run(program, args, { env = {}, stdio = "inherit" } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio,
      env: { ...process.env, ...env },
      // npm and its kind are command scripts on Windows.
      shell: process.platform === "win32",
    });
    let isInterrupted = false;
    const pass = (signal) => {
      isInterrupted = true;
      // Ctrl-C in a terminal reaches the child as well, and twice may mean "at once" to it.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, pass);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      // What would come next is not wanted any more.
      if (isInterrupted) process.exit(code || 1);
      for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(name, pass);
      resolve(signal ? 1 : (code ?? 1));
    });
  });
}

/** Runs a program that a package brought. */
export const runPackaged = (name, args, options) => run(`${root}node_modules/.bin/${name}`, args, options);

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return;
  console.error(
    `Meridian needs Node.js ${leastNode.join(".")} or later, and this is ${process.versions.node}. Get a newer one from https://nodejs.org and try again.`,
  );
  process.exit(1);
}

/** Installs when node_modules is missing, incomplete, or was made from another lock file. */
export async function ensureInstalled() {
  checkNode();
  if (isInstalled()) return;
  console.log("Installing packages (once, one to two minutes) …");
  const code = await run("npm", ["ci", "--no-audit", "--no-fund", "--include=dev", "--include=optional"]);
  if (code !== 0) {
    console.error("The packages could not be installed; npm's message is above.");
    process.exit(code);
  }
}

/** npm writes down what it has installed when it is done, so an interrupted install is seen as well. */
function isInstalled() {
  if (!existsSync(installedLock)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"));
  const { packages: installed } = JSON.parse(readFileSync(installedLock, "utf8"));
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const found = installed[path];
    // What is optional may be for another platform.
    if (!found) return path === "" || optional;
    return found.version === version && found.integrity === integrity;
  });
}
