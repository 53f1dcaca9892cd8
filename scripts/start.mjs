// `npm start`: installs what is missing, builds what has changed, and becomes the server. It runs in this process, so a
// signal or a kill reaches it directly and there is nobody left to clean up after.
import { readFileSync } from "node:fs";
import { BuildFailure, ensureBuilt } from "./build.mjs";
import { ensureInstalled, root } from "./install.mjs";

const npm = process.env.npm_lifecycle_event === "start" ? findNpm() : undefined;
await ensureInstalled();
try {
  await ensureBuilt();
} catch (error) {
  if (!(error instanceof BuildFailure)) throw error;
  console.error(error.message);
  process.exit(1);
}

process.env.NODE_ENV = "production";
process.chdir(root);
process.setSourceMapsEnabled(true);

// A terminal that is closed asks to stop like any other signal.
process.on("SIGHUP", () => process.kill(process.pid, "SIGTERM"));

// A killed npm passes no signal on, and nobody could stop this process by Ctrl-C any more.
if (npm) {
  setInterval(() => {
    if (!isAlive(npm)) process.kill(process.pid, "SIGTERM");
  }, 1_000).unref();
}

await import("../dist/server.js");

/** npm is our parent, or, where its shell stays in between, our parent's parent. */
function findNpm() {
  if (process.platform !== "linux") return process.ppid;
  for (let pid = process.ppid, steps = 0; pid > 1 && steps < 3; steps++) {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const end = stat.lastIndexOf(")");
    if (stat.slice(stat.indexOf("(") + 1, end).startsWith("npm")) return pid;
    pid = Number(stat.slice(end + 2).split(" ")[1]);
  }
  return undefined;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
