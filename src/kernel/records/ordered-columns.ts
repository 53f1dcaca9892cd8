// What the indexes of a table hold in order within the tenant.
import { is, type Table } from "drizzle-orm";
import { getTableConfig, IndexedColumn, PgTable } from "drizzle-orm/pg-core";

type Names = (key: string) => string;

/** The columns of each index that begins with the tenant, without it. `nameOf`: what the database calls a column that the table's definition gives no name. */
function indexesOf(table: Table, nameOf: Names): (string | undefined)[][] {
  if (!is(table, PgTable)) return [];
  return getTableConfig(table).indexes.flatMap(({ config }) => {
    if (config.method && config.method !== "btree") return [];
    const [first, ...rest] = config.columns.map((one) =>
      is(one, IndexedColumn) && one.name ? nameOf(one.name) : undefined,
    );
    return first === "tenant_id" ? [rest] : [];
  });
}

const named = (columns: (string | undefined)[]): ReadonlySet<string> =>
  new Set(columns.filter((name) => name !== undefined));

/** The columns whose values an index holds in order: from one value to the next is a step. */
export const orderedColumns = (table: Table, nameOf: Names): ReadonlySet<string> =>
  named(indexesOf(table, nameOf).map(([column]) => column));

/** The columns by which an index holds the records as a list shows them, equal ones by their ids. */
export const listedColumns = (table: Table, nameOf: Names): ReadonlySet<string> =>
  named(
    indexesOf(table, nameOf)
      .filter(([, next]) => next === "id")
      .map(([column]) => column),
  );
