// `npm run migration -- name`: writes the SQL that takes the schemas from the last migration to the tables as they are
// now. Tenants' tables are unqualified, for they exist in many schemas: a "public" in the result would be a mistake.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { ensureInstalled, root, runPackaged } from "./install.mjs";

const name = process.argv[2];
await ensureInstalled();
for (const set of ["control", "tenant"]) {
  const folder = `${root}drizzle/${set}`;
  const before = new Set(existsSync(folder) ? readdirSync(folder) : []);
  const code = await runPackaged("drizzle-kit", ["generate", ...(name ? ["--name", name] : [])], {
    env: { MIGRATION_SET: set },
  });
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
