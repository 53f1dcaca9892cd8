// Two sets of tables, each with migrations of its own: `control` exists once per database, `tenant` once in every
// schema that holds tenants. `npm run migration` runs this for both.
import { defineConfig } from "drizzle-kit";

const set = process.env.MIGRATION_SET === "control" ? "control" : "tenant";

export default defineConfig({
  dialect: "postgresql",
  casing: "snake_case",
  schema:
    set === "control"
      ? ["./src/kernel/*/control-tables.ts"]
      : ["./src/kernel/*/table.ts", "./src/kernel/*/tables.ts", "./src/modules/*/table.ts"],
  out: `./drizzle/${set}`,
});
