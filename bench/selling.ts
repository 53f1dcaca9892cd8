// What selling is measured on: 5,000 open deals in the first pipeline, and contacts with a history of forty changes.
import type pg from "pg";
import type { Load } from "./load";

const dealCount = 5_000;
const historyLength = 40;

export type SellingIds = { deals: string[]; contacts: string[] };

const publicId = (prefix: string, uuid: string): string => `${prefix}_${uuid.replaceAll("-", "")}`;

/** Deals over the open stages, with accounts and owners where there are some; forty audit rows for 200 contacts. */
export async function loadSelling(client: pg.Client, schema: string, tenant: string): Promise<SellingIds> {
  await client.query(`set search_path = ${schema}, control, public`);
  const { rows: deals } = await client.query<{ id: string }>(
    `with places as (
       select s.*, row_number() over (order by s.position) - 1 as place, count(*) over () as places
       from pipeline_stages s join pipelines p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
       where s.tenant_id = $1 and s.outcome = 'open'
         and p.id = (select id from pipelines where tenant_id = $1 and archived_at is null order by position limit 1)),
     owners as (select id, row_number() over (order by id) - 1 as place, count(*) over () as owners from users where tenant_id = $1),
     houses as (select id, row_number() over (order by id) - 1 as place, count(*) over () as houses from accounts where tenant_id = $1 and deleted_at is null)
     insert into deals (tenant_id, id, title, value, currency, pipeline_id, stage_id, stage, status, stage_entered_at, probability, account_id, owner_id, expected_close_date, custom_fields, created_at, updated_at)
     select $1, gen_random_uuid(), 'Measured deal ' || n, 100000 + n * 37, 'USD', p.pipeline_id, p.id, p.key, 'active', now(), p.probability, h.id, o.id,
       now() + make_interval(days => n % 90), '{}', now() - make_interval(mins => n), now()
     from generate_series(1, ${dealCount}) n
     join places p on p.place = n % p.places
     left join owners o on o.place = n % o.owners
     left join houses h on h.place = n % h.houses
     returning id`,
    [tenant],
  );
  const { rows: contacts } = await client.query<{ id: string }>(
    `with chosen as (select id from contacts where tenant_id = $1 and deleted_at is null order by id limit 200),
     steps as (select c.id as record_id, n, gen_random_uuid() as change_id from chosen c, generate_series(1, ${historyLength}) n),
     sets as (insert into change_sets (tenant_id, id, operation, summary, actor_id, actor_name, source, request_id, created_at)
       select $1, change_id, 'contacts.update', 'Updated contact', 'system', 'Bench', 'api', 'req_bench', now() from steps)
     insert into audit_log (tenant_id, id, change_id, record_type, record_id, action, before, after, created_at)
     select $1, gen_random_uuid(), change_id, 'contact', record_id, 'updated', jsonb_build_object('jobTitle', 'Title ' || n),
       jsonb_build_object('jobTitle', 'Title ' || n + 1), now() from steps returning record_id as id`,
    [tenant],
  );
  await client.query("vacuum analyze deals");
  await client.query("vacuum analyze audit_log");
  await client.query("vacuum analyze change_sets");
  return {
    deals: deals.map(({ id }) => publicId("deal", id)),
    contacts: [...new Set(contacts.map(({ id }) => publicId("contact", id)))],
  };
}

export const sellingLoads = ({ deals, contacts }: SellingIds): Record<string, Load> => ({
  board: { method: "GET", path: () => "/v1/deals/board" },
  "deal update": {
    method: "PUT",
    path: (n) => `/v1/deals/${deals[n % deals.length]}`,
    body: (n) => ({ title: `Measured deal ${n}` }),
  },
  timeline: { method: "GET", path: (n) => `/v1/contacts/${contacts[n % contacts.length]}/timeline?limit=20` },
});
