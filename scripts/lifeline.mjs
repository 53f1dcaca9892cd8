// A command that npm started ends when npm does: npm's shell passes no signal on, and a killed npm could not.
import { readFileSync } from "node:fs";

export function endWithNpm() {
  const npm = process.env.npm_lifecycle_event ? findNpm() : undefined;
  if (!npm) return;
  setInterval(() => {
    if (!isAlive(npm)) process.kill(process.pid, "SIGTERM");
  }, 500).unref();
}

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
