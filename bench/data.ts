// The rows that are measured on: contacts as like real ones as a set-based statement can make them, so that common and
// rare words, equal names and empty fields occur as they do in life.
import type pg from "pg";

const first =
  "James Mary John Patricia Robert Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Carlos Karen".split(
    " ",
  );
const last =
  "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin".split(
    " ",
  );

/** Fills `schema` with `rows` contacts of the tenant; answers some of their ids. */
export async function loadContacts(
  client: pg.Client,
  schema: string,
  tenant: string,
  rows: number,
): Promise<string[]> {
  const list = (words: string[]) => `array['${words.join("','")}']`;
  for (let from = 0; from < rows; from += 100_000) {
    await client.query(
      `insert into ${schema}.contacts (tenant_id, id, first_name, last_name, email, phone, company, job_title, status, address_city, address_country, custom_fields, created_at, updated_at)
       select $1, gen_random_uuid(), (${list(first)})[1 + n % 20], (${list(last)})[1 + (n * 7 + n / 20) % 20] || case when n % 3 = 0 then '' else '-' || md5((n / 40)::text)::varchar(4) end,
         'c' || n || '@' || md5((n % 5000)::text)::varchar(8) || '.example', '+1 212 ' || (1000000 + n), initcap(md5((n % 5000)::text)::varchar(8)) || ' Ltd',
         (array['Sales Manager','Buyer','Engineer','Director','Analyst'])[1 + n % 5], case when n % 10 = 0 then 'inactive' else 'active' end, 'Berlin', 'Germany',
         '{"leadSource":"Website"}', now() - make_interval(secs => n), now() - make_interval(secs => n)
       from generate_series($2::int, $3::int) n`,
      [tenant, from, Math.min(rows, from + 100_000) - 1],
    );
  }
  await client.query(`vacuum analyze ${schema}.contacts`);
  const { rows: some } = await client.query<{ id: string }>(
    `select id from ${schema}.contacts where tenant_id = $1 order by id limit 2000`,
    [tenant],
  );
  return some.map(({ id }) => `contact_${id.replaceAll("-", "")}`);
}

/** The contract's own example, with an e-mail of its own so that it is no duplicate. */
export const newContact = (n: number) => ({
  firstName: "John",
  lastName: "Doe",
  email: `john.doe.${Date.now().toString(36)}.${n}@example.com`,
  phone: `+1-555-9${String(n % 100_000_000).padStart(8, "0")}`,
  company: `Acme Corp ${n}`,
  jobTitle: "Sales Manager",
  address: { street: "123 Main St", city: "New York", state: "NY", zipCode: "10001", country: "US" },
  customFields: { leadSource: "Website", industry: "Technology" },
});
