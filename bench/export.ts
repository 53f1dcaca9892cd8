// Export of 50,000 deals through the product against COPY of the same columns through a plain client: time, and what
// the server's memory grows by meanwhile.
import type pg from "pg";
import { openPostgresJs } from "../src/platform/database/postgres-js";
import { cpuMsOf, rssMb } from "./processes";

export type Exported = {
  rows: number;
  exportMs: number;
  copyMs: number;
  ratio: number;
  extraMb: number;
  bytes: number;
};

const count = 50_000;
const rounds = 5;
const median = (list: number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;

/** How the product has to be started so that `collect` works. */
export const collectable = [
  "--expose-gc",
  "--import",
  `data:text/javascript,${encodeURIComponent('process.on("SIGUSR2", () => globalThis.gc());')}`,
];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
async function collect(pid: number): Promise<void> {
  for (let i = 0; i < 2; i++) {
    process.kill(pid, "SIGUSR2");
    await pause(300);
  }
}

/** Deals enough, told from others by their currency, with words, amounts, dates and links as they have them in life. */
export async function loadDeals(client: pg.Client, schema: string, tenant: string): Promise<void> {
  await client.query(`set search_path = ${schema}, control, public`);
  await client.query(
    `with place as (
       select s.* from pipeline_stages s join pipelines p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
       where s.tenant_id = $1 and s.outcome = 'open' and p.archived_at is null order by p.position, s.position limit 1),
     owner as (select id from users where tenant_id = $1 order by id limit 1),
     house as (select id from accounts where tenant_id = $1 and deleted_at is null order by id limit 1)
     insert into deals (tenant_id, id, title, value, currency, pipeline_id, stage_id, stage, status, stage_entered_at, probability, account_id, owner_id, expected_close_date, description, tags, custom_fields, created_at, updated_at)
     select $1, gen_random_uuid(), 'Exported deal, number ' || n, 100000 + n * 37, 'EUR', p.pipeline_id, p.id, p.key, 'active', now(), p.probability, house.id, owner.id,
       now() + make_interval(days => n % 90), case when n % 5 = 0 then 'They said: "' || md5(n::text) || '"' end, case when n % 7 = 0 then '{renewal,north}'::text[] else '{}'::text[] end,
       '{}', now() - make_interval(mins => n), now()
     from generate_series(1, ${count}) n, place p, owner, house
     where not exists (select 1 from deals where tenant_id = $1 and currency = 'EUR' and title = 'Exported deal, number 1')`,
    [tenant],
  );
  await client.query("vacuum analyze deals");
}

const columns =
  "id, title, value, currency, value_from_line_items, pipeline_id, stage, stage_id, status, stage_entered_at, probability, contact_id, account_id, product_id, expected_close_date, actual_close_date, close_reason, description, owner_id, tags, created_at, updated_at, created_by, updated_by";
const header = columns.replace(/ /g, "").replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

async function viaCopy(url: string, schema: string, tenant: string): Promise<number> {
  const sql = openPostgresJs(url, { max: 1 });
  try {
    await sql`select 1`;
    const started = performance.now();
    const readable = await sql
      .unsafe(
        `copy (select ${columns} from ${schema}.deals where tenant_id = '${tenant}' and deleted_at is null and currency = 'EUR' order by created_at desc, id desc) to stdout (format csv, header)`,
      )
      .readable();
    let bytes = 0;
    for await (const chunk of readable) bytes += (chunk as Buffer).length;
    if (bytes < count * 100) throw new Error(`COPY gave ${bytes} bytes`);
    return performance.now() - started;
  } finally {
    await sql.end();
  }
}

type Once = { ms: number; bytes: number; extraMb: number; cpuMs: number };

async function viaApi(baseUrl: string, headers: Record<string, string>, pid: number): Promise<Once> {
  await collect(pid);
  const before = rssMb(pid);
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, rssMb(pid));
  }, 5);
  const cpuBefore = cpuMsOf(pid);
  const started = performance.now();
  const query = new URLSearchParams({ currency: "EUR", columns: header });
  const response = await fetch(`${baseUrl}/v1/deals/export?${query}`, { headers });
  if (response.status !== 200)
    throw new Error(`export answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  if (response.headers.get("x-row-count") !== null && Number(response.headers.get("x-row-count")) !== count)
    throw new Error(`exported ${response.headers.get("x-row-count")} rows`);
  let bytes = 0;
  for await (const chunk of response.body!) bytes += (chunk as Uint8Array).length;
  const ms = performance.now() - started;
  clearInterval(watch);
  return { ms, bytes, extraMb: peak - before, cpuMs: cpuMsOf(pid) - cpuBefore };
}

/** In turn, after one of each that is not counted. */
export async function measureExport(
  client: pg.Client,
  url: string,
  schema: string,
  tenant: string,
  product: { baseUrl: string; headers: Record<string, string>; pid: number },
): Promise<Exported> {
  await loadDeals(client, schema, tenant);
  const [copies, exports]: [number[], Once[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    const copied = await viaCopy(url, schema, tenant);
    const exported = await viaApi(product.baseUrl, product.headers, product.pid);
    if (round === 0) continue;
    copies.push(copied);
    exports.push(exported);
  }
  const [exportMs, copyMs] = [median(exports.map(({ ms }) => ms)), median(copies)];
  const extraMb = median(exports.map((one) => one.extraMb));
  const cpuMs = median(exports.map((one) => one.cpuMs));
  const { bytes } = exports[0]!;
  console.log(
    `export of ${count} deals (${(bytes / 1e6).toFixed(1)} MB): ${exportMs.toFixed(0)} ms (server's CPU ${cpuMs.toFixed(0)} ms), COPY ${copyMs.toFixed(0)} ms, ratio ${(exportMs / copyMs).toFixed(2)}; memory +${extraMb.toFixed(0)} MB (${exports.map((one) => one.extraMb.toFixed(0)).join(", ")})`,
  );
  return { rows: count, exportMs, copyMs, ratio: exportMs / copyMs, extraMb, bytes };
}
