// The plans of the hot queries, as the application's role under row-level security: none may scan a large table.
import type pg from "pg";

export type Plan = { name: string; isIndexed: boolean; ms: number; plan: unknown };

type Node = { "Node Type": string; "Relation Name"?: string; Plans?: Node[] };

const scansTable = (node: Node): boolean =>
  (node["Node Type"] === "Seq Scan" && node["Relation Name"] === "contacts") ||
  (node.Plans ?? []).some(scansTable);

export async function explainHotQueries(
  client: pg.Client,
  schema: string,
  tenant: string,
  contactId: string,
): Promise<Plan[]> {
  const id = contactId.slice(8).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const live = `t.tenant_id = '${tenant}' and t.deleted_at is null`;
  const queries: Record<string, string> = {
    get: `select * from contacts t where ${live} and t.id = '${id}'`,
    list: `select * from contacts t where ${live} and t.status = 'active' order by t.last_name, t.id limit 51`,
    "list by newest": `select * from contacts t where ${live} order by t.created_at desc, t.id desc limit 51`,
    "search common": `select * from contacts t where ${live} and t.search_text like '%john%' order by t.created_at desc, t.id desc limit 51`,
    "search rare": `select * from contacts t where ${live} and t.search_text like '%c77@%' order by t.created_at desc, t.id desc limit 51`,
    "count of a list": `select count(*) from (select 1 from contacts t where ${live} and t.status = 'active' limit 10001) c`,
    "count common": `select count(*) from (select 1 from contacts t where ${live} and t.search_text like '%john%' order by t.created_at desc, t.id desc limit 1001) c`,
    "count rare": `select count(*) from (select 1 from contacts t where ${live} and t.search_text like '%c77@%' order by t.created_at desc, t.id desc limit 1001) c`,
    "same e-mail": `select t.id from contacts t where ${live} and t.email = 'c77@example.com' limit 10`,
    "same phone": `select t.id from contacts t where ${live} and t.phone_key = '121000077' limit 10`,
    "of an account": `select * from contacts t where ${live} and t.account_id = '${id}' order by t.last_name, t.id limit 51`,
    timeline: `select * from audit_log a where a.tenant_id = '${tenant}' and a.record_id = '${id}' order by a.id desc limit 21`,
  };
  const plans: Plan[] = [];
  for (const [name, query] of Object.entries(queries)) {
    await client.query("begin read only");
    await client.query(
      `set local role meridian_app; set local enable_seqscan = off; set local search_path = ${schema}, control, public; set local app.tenant_id = '${tenant}'`,
    );
    const { rows } = await client.query<{ "QUERY PLAN": { Plan: Node; "Execution Time": number }[] }>(
      `explain (analyze, format json) ${query}`,
    );
    await client.query("rollback");
    const [plan] = rows[0]!["QUERY PLAN"];
    plans.push({ name, isIndexed: !scansTable(plan!.Plan), ms: plan!["Execution Time"], plan: plan!.Plan });
  }
  return plans;
}
