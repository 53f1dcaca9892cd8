// The floor: plain node:http and one prepared statement per request, without tenancy, permissions, audit or events.
// What is above it is what the product costs.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import pg from "pg";

const [url, schema, tenant, port] = process.argv.slice(2) as [string, string, string, string];
const pool = new pg.Pool({
  connectionString: url,
  max: 10,
  options: `-c search_path=${schema},control,public -c timezone=UTC`,
});
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => `${text.replace(" ", "T").slice(0, 23)}Z`);

const columns = `id, first_name as "firstName", last_name as "lastName", email, phone, company, job_title as "jobTitle",
  account_id as "accountId", status, description, address_street, address_city, address_state, address_zip_code, address_country,
  owner_id as "ownerId", tags, custom_fields as "customFields", created_at as "createdAt", updated_at as "updatedAt",
  created_by as "createdBy", updated_by as "updatedBy", version`;
const live = "tenant_id = $1 and deleted_at is null";

const statements = {
  get: `select ${columns} from contacts where ${live} and id = $2`,
  list: `select ${columns}, (select count(*)::int from (select 1 from contacts where ${live} and status = $2 limit 10001) c) as total
    from contacts where ${live} and status = $2 order by last_name, id limit 51`,
  search: `select ${columns}, (select count(*)::int from (select 1 from contacts where ${live} and search_text like '%' || $2 || '%' limit 1001) c) as total
    from contacts where ${live} and search_text like '%' || $2 || '%' order by created_at desc, id desc limit 51`,
  create: `insert into contacts (tenant_id, id, first_name, last_name, email, phone, company, job_title, address_street, address_city,
      address_state, address_zip_code, address_country, custom_fields, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, now(), now()) returning ${columns}`,
  board: `select g.total, c.*, a.name as account_name, u.name as owner_name
    from (select stage_id, count(*)::int as count, sum(value)::text as total from deals where ${live} and pipeline_id = (select id from pipelines where tenant_id = $1 and archived_at is null order by position limit 1) group by stage_id) g
    cross join lateral (select * from deals where ${live} and stage_id = g.stage_id order by created_at desc, id desc limit 50) c
    left join accounts a on a.tenant_id = $1 and a.id = c.account_id left join users u on u.tenant_id = $1 and u.id = c.owner_id`,
  updateDeal: `update deals set title = $3, updated_at = now(), version = version + 1 where ${live} and id = $2 returning *`,
  timeline: `select a.id, a.record_id, a.created_at, a.action, a.before, a.after, c.id as change_id, c.actor_id, c.actor_name, c.source, c.request_id, c.summary
    from audit_log a join change_sets c on c.tenant_id = a.tenant_id and c.id = a.change_id
    where a.tenant_id = $1 and a.record_id = $2 order by a.id desc limit 21`,
  update: `update contacts set job_title = $3, updated_at = now(), version = version + 1 where ${live} and id = $2 returning ${columns}`,
};

type Row = Record<string, unknown>;
const publicId = (prefix: string, id: unknown) => (id ? `${prefix}_${String(id).replaceAll("-", "")}` : null);
const shown = ({
  address_street: street,
  address_city: city,
  address_state: state,
  address_zip_code: zipCode,
  address_country: country,
  total: _,
  ...row
}: Row) => ({
  ...row,
  id: publicId("contact", row.id),
  accountId: publicId("account", row.accountId),
  ownerId: publicId("user", row.ownerId),
  createdBy: publicId("user", row.createdBy),
  updatedBy: publicId("user", row.updatedBy),
  address: street || city ? { street, city, state, zipCode, country } : null,
  fullName: `${row.firstName} ${row.lastName}`,
});

const run = async (name: keyof typeof statements, values: unknown[]): Promise<Row[]> =>
  (await pool.query({ name, text: statements[name], values })).rows;
const meta = () => ({
  timestamp: new Date().toISOString(),
  version: "1.0",
  requestId: `req_${randomUUID()}`,
});
const uuid = (id: string) =>
  id.slice(id.indexOf("_") + 1).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

type Body = Record<string, string> & { address: Record<string, string>; customFields: unknown };

async function answer(method: string, path: string, body: Body | null): Promise<unknown> {
  const [pathname, query = ""] = path.split("?") as [string, string | undefined];
  if (method === "POST") {
    const { firstName, lastName, email, phone, company, jobTitle, address: a, customFields } = body!;
    const [row] = await run("create", [
      tenant,
      randomUUID(),
      firstName,
      lastName,
      email,
      phone,
      company,
      jobTitle,
      a.street,
      a.city,
      a.state,
      a.zipCode,
      a.country,
      JSON.stringify(customFields),
    ]);
    return { success: true, data: shown(row!), meta: meta(), errors: [] };
  }
  const [, , plural, id, part] = pathname.split("/");
  if (plural === "deals" || part === "timeline") {
    const data =
      id === "board"
        ? await run("board", [tenant])
        : part
          ? await run("timeline", [tenant, uuid(id!)])
          : await run("updateDeal", [tenant, uuid(id!), body!.title]);
    return { success: true, data, meta: meta(), errors: [] };
  }
  if (method === "PUT") {
    const [row] = await run("update", [tenant, uuid(id!), body!.jobTitle]);
    return { success: true, data: shown(row!), meta: meta(), errors: [] };
  }
  if (id) {
    const [row] = await run("get", [tenant, uuid(id)]);
    return { success: true, data: shown(row!), meta: meta(), errors: [] };
  }
  const search = new URLSearchParams(query).get("search");
  const rows = search ? await run("search", [tenant, search]) : await run("list", [tenant, "active"]);
  const pagination = {
    page: 1,
    limit: 50,
    total: (rows[0]?.total as number) ?? 0,
    hasNext: rows.length > 50,
  };
  return { success: true, data: rows.slice(0, 50).map(shown), meta: { ...meta(), pagination }, errors: [] };
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Body) : null;
    answer(request.method!, request.url!, body).then(
      (value) => {
        const text = JSON.stringify(value);
        response
          .writeHead(request.method === "POST" ? 201 : 200, {
            "Content-Type": "application/json",
            "Content-Length": Buffer.byteLength(text),
          })
          .end(text);
      },
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
}).listen(Number(port), "127.0.0.1", () => process.send?.("ready"));
