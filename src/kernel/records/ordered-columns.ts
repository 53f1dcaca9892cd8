// The columns of a table whose values an index holds in order within the tenant: from one value to the next is a step.
import { is, type Table } from "drizzle-orm";
import { getTableConfig, IndexedColumn, PgTable } from "drizzle-orm/pg-core";

/** `nameOf`: what the database calls a column that the table's definition gives no name. */
export function orderedColumns(table: Table, nameOf: (key: string) => string): ReadonlySet<string> {
  if (!is(table, PgTable)) return new Set();
  const found = getTableConfig(table).indexes.flatMap(({ config }) => {
    if (config.method && config.method !== "btree") return [];
    const [first, second] = config.columns.map((one) =>
      is(one, IndexedColumn) && one.name ? nameOf(one.name) : undefined,
    );
    return first === "tenant_id" && second ? [second] : [];
  });
  return new Set(found);
}
