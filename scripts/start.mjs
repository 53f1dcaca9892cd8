// `npm start`: installs what is missing, builds what has changed, and becomes the server. It runs in this process, so a
// signal or a kill reaches it directly and there is nobody left to clean up after.
import { BuildFailure, ensureBuilt } from "./build.mjs";
import { ensureInstalled, root } from "./install.mjs";
import { endWithNpm } from "./lifeline.mjs";

endWithNpm();
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

await import("../dist/server.js");
