// `npm start`: installs what is missing, builds what has changed, and becomes the server. It runs in this process, so a
// signal or a kill reaches it directly and there is nobody left to clean up after.
import { BuildFailure, ensureBuilt } from "./build.mjs";
import { ensureInstalled, root } from "./install.mjs";

const parent = process.ppid;
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

// A killed npm cannot pass the signal on; without it nobody could stop this process by Ctrl-C any more.
if (process.env.npm_lifecycle_event === "start") {
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, 1_000).unref();
}

await import("../dist/server.js");
