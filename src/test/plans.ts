// How the database goes about what an operation asks: its statements are listened to, then explained one by one in a
// transaction of the same kind, and each table's share is added up.
import pg from "pg";
import { type TenantRef, withTenant } from "@/kernel/tenancy";
import { Batch } from "@/platform/database/batch";

export type Visit = { table: string; how: string; rows: number };

type Node = {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
};

const visitsOf = (node: Node): Visit[] => {
  const table = node["Relation Name"];
  const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  const rows = (node["Actual Rows"] + removed) * node["Actual Loops"];
  const own = table && node["Actual Loops"] > 0 ? [{ table, how: node["Node Type"], rows }] : [];
  return [...own, ...(node.Plans ?? []).flatMap(visitsOf)];
};

type Statement = { text: string; values: unknown[] };
type Query = (first: unknown, ...rest: unknown[]) => unknown;

/** What `work` asked, as it was sent, but for the transactions' own words. */
async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const said: Statement[] = [];
  const client = pg.Client.prototype as unknown as { query: Query };
  const query = client.query;
  client.query = function (this: unknown, first: unknown, ...rest: unknown[]) {
    if (first instanceof Batch)
      for (const { text, values = [] } of first.statements) said.push({ text, values });
    return query.call(this, first, ...rest);
  };
  try {
    await work();
  } finally {
    client.query = query;
  }
  return said.filter(({ text }) => !/^(begin|commit|rollback)/i.test(text));
}

/** Which rows of which tables the operation's reads visited, and how. */
export async function visitsIn(tenant: TenantRef, work: () => Promise<unknown>): Promise<Visit[]> {
  const statements = await statementsOf(work);
  return withTenant(tenant, "read", async (tx) => {
    const visits: Visit[] = [];
    for (const { text, values } of statements) {
      if (/^set /i.test(text.trim())) await tx.query(text);
      if (!/^(\(*select|with)/i.test(text.trim())) continue;
      const [row] = await tx.query<{ "QUERY PLAN": { Plan: Node }[] }>(
        `explain (analyze, timing off, format json) ${text}`,
        values,
      );
      visits.push(...visitsOf(row!["QUERY PLAN"][0]!.Plan));
    }
    return visits;
  });
}

/** How many rows of a table were looked at in all. */
export const rowsVisited = (visits: readonly Visit[], table: string): number =>
  visits.filter((visit) => visit.table === table).reduce((sum, visit) => sum + visit.rows, 0);
