// `npm run migration -- name`: writes the SQL that takes the schemas from the last migration to the tables as they are
// now. Tenants' tables are unqualified, for they exist in many schemas: a "public" in the result would be a mistake.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { ensureInstalled, root, runPackaged } from "./install.mjs";

const name = process.argv[2];
let said = "";

/** In a pipe it is all written at the end: a reader who has seen enough must not stop the work in the middle. */
function quietly(args, set) {
  const { status, stdout } = spawnSync(`${root}node_modules/.bin/drizzle-kit`, args, {
    cwd: root,
    env: { ...process.env, MIGRATION_SET: set },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  said += stdout;
  if (status !== 0) console.log(said);
  return status ?? 1;
}
await ensureInstalled();
for (const set of ["control", "tenant"]) {
  const folder = `${root}drizzle/${set}`;
  const before = new Set(existsSync(folder) ? readdirSync(folder) : []);
  const generate = ["generate", ...(name ? ["--name", name] : [])];
  const code = process.stdout.isTTY
    ? await runPackaged("drizzle-kit", generate, { env: { MIGRATION_SET: set } })
    : quietly(generate, set);
  if (code !== 0) process.exit(code);
  for (const file of readdirSync(folder)) {
    if (!file.endsWith(".sql") || before.has(file)) continue;
    const sql = readFileSync(`${folder}/${file}`, "utf8").replaceAll('"public".', "");
    if (sql.includes('"public"')) {
      console.error(`drizzle/${set}/${file} names the schema "public": a tenant's table must not.`);
      process.exit(1);
    }
    writeFileSync(`${folder}/${file}`, sql);
  }
}
process.stdout.write(said);
