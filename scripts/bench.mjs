// `npm run bench`: the product, built as for production, measured; arguments are passed on.
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled, runPackaged } from "./install.mjs";
import { endWithNpm } from "./lifeline.mjs";

endWithNpm();
await ensureInstalled();
await ensureBuilt();
process.exitCode = await runPackaged("tsx", ["bench/index.ts", ...process.argv.slice(2)], {
  env: { NODE_ENV: "production" },
});
