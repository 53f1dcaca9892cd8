// `npm run dev`: the fast loop. The server restarts when its sources change; pages are refreshed by Next itself.
import { ensureInstalled, runPackaged } from "./install.mjs";

await ensureInstalled();
// The terminal's Ctrl-C reaches the watcher as well: we stay until it has closed the server.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
process.exitCode = await runPackaged("tsx", ["watch", "--clear-screen=false", "src/server.ts"], {
  env: { NODE_ENV: "development" },
});
