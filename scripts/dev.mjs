// `npm run dev`: the fast loop. The server restarts when its sources change; pages are refreshed by Next itself.
import { ensureInstalled, runPackaged } from "./install.mjs";
import { endWithNpm } from "./lifeline.mjs";

endWithNpm();
await ensureInstalled();
process.exitCode = await runPackaged("tsx", ["watch", "--clear-screen=false", "src/server.ts"], {
  env: { NODE_ENV: "development" },
});
