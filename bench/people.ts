// Contacts to be searched: names as frequent and as rare as in life, some with accents, companies with their domains,
// numbers of several countries; with accounts and deals beside them. Set-based, and the same rows every time.
import type pg from "pg";

const first =
  "John Maria José Anna Peter Zoë Thomas Laura Jürgen Michael Chloé Robert Søren Emma Daniel Łukasz Sarah Martin André Julia Paul Nina David Åsa Mark Elena Stefan Olga Marco Ivan".split(
    " ",
  );
const frequentLast =
  "Smith Johnson Müller García Williams Brown Novák Jensen Rossi Martin Fernández Schneider Dubois Andersson Kowalski Silva Taylor Moreau Weber Wilson".split(
    " ",
  );
const syllables = [
  "ka lo mi ren sta vo bel dor fin gra hal jor kel lan mar nor per qui ros sel".split(" "),
  "ba de ri no vel ko ma sto ga len di ra to mu wi ha zo ne pe sa".split(" "),
  "n berg sen ski va tti mann ler dez rd ström lin cek nen off us ard ez ay wood".split(" "),
];
const roles = ["Buyer", "Engineer", "Head of Sales", "Analyst", "Managing Director", "Office Manager"];

const list = (words: string[]) => `(array['${words.join("','")}'])`;
/** Spreads `n` so that neighbours differ; the same for the same `n`. */
const spread = (n: string, by: number, of: number) =>
  `(1 + ((${n})::bigint * ${by} + ((${n})::bigint / 7)) % ${of})::int`;
const syllable = (n: string) =>
  syllables
    .map((part, i) => `${list(part)}[${spread(n, [7, 11, 13][i]!, part.length)}]`)
    .map((sql, i) => (i === 0 ? `initcap(${sql})` : sql))
    .join(" || ");

const atOnce = 50_000;

/** Fills the tenant, which has the fields `shoeSize` and `segment`: `rows` contacts, a tenth as many accounts and deals. One in fifty belongs to `ownerId`. */
export async function loadPeople(
  client: pg.Client,
  schema: string,
  tenant: string,
  ownerId: string,
  rows: number,
): Promise<void> {
  await client.query(`set search_path = ${schema}, control, public`);
  for (let from = 0; from < rows; from += atOnce) {
    const to = Math.min(rows, from + atOnce) - 1;
    await client.query(
      `insert into contacts (tenant_id, id, owner_id, first_name, last_name, email, phone, company, job_title, status, address_city, custom_fields, created_at, updated_at)
       select $1, gen_random_uuid(), case when p.n % 50 = 7 then $2::uuid end, p.first, p.last,
         'c' || p.n || '@' || p.house || '.example', (array['+49 30 ','+1 415 ','+44 20 '])[1 + p.n % 3] || (1000000 + p.n), initcap(p.house) || ' Ltd',
         ${list(roles)}[1 + p.n % ${roles.length}], case when p.n % 10 = 0 then 'inactive' else 'active' end, 'Berlin',
         case when p.n % 10 < 7 then jsonb_build_object('shoeSize', p.n, 'segment', (array['small','middle','large','key','public'])[1 + p.n % 5]) else '{}' end,
         now() - make_interval(secs => p.n), now() - make_interval(secs => p.n)
       from (select n, ${list(first)}[${spread("n", 17, first.length)}] as first,
           case when n % 3 = 0 then ${list(frequentLast)}[${spread("n / 3", 3, frequentLast.length)}] else ${syllable("n")} end as last,
           lower(${syllable("n % 5000")}) || (n % 5000) % 50 as house
         from generate_series($3::int, $4::int) n) p`,
      [tenant, ownerId, from, to],
    );
    if (to % 200_000 === 199_999) console.log(`  ${to + 1} contacts`);
  }
  await client.query(
    `insert into accounts (tenant_id, id, owner_id, name, website, industry, created_at, updated_at)
     select $1, gen_random_uuid(), case when n % 50 = 7 then $2::uuid end, initcap(lower(${syllable("n")})) || ' ' || (array['Ltd','GmbH','Systems','Group'])[1 + n % 4] || ' ' || n,
       'https://www.' || lower(${syllable("n")}) || n % 50 || '.example', 'Retail', now() - make_interval(secs => n), now() - make_interval(secs => n)
     from generate_series(1, $3::int) n`,
    [tenant, ownerId, Math.ceil(rows / 10)],
  );
  await client.query(
    `insert into deals (tenant_id, id, owner_id, title, value, currency, pipeline_id, stage_id, stage, status, stage_entered_at, probability, custom_fields, created_at, updated_at)
     select $1, gen_random_uuid(), case when n % 50 = 7 then $2::uuid end, (array['Renewal','Rollout','Pilot','Expansion'])[1 + n % 4] || ' ' || ${syllable("n")} || ' ' || n, 100000 + n, 'USD',
       s.pipeline_id, s.id, s.key, 'active', now(), s.probability, '{}', now() - make_interval(secs => n), now()
     from generate_series(1, $3::int) n
     cross join (select * from pipeline_stages where tenant_id = $1 and outcome = 'open' order by position limit 1) s`,
    [tenant, ownerId, Math.ceil(rows / 10)],
  );
  for (const table of ["contacts", "accounts", "deals", "search_words"])
    await client.query(`vacuum (analyze) ${table}`);
}

export type Question = { kind: string; queries: string[] };

type Row = { first_name: string; last_name: string; email: string; phone: string };

const plain = (text: string) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/gi, "l").replace(/ø/gi, "o");
const swapped = (word: string) => word.slice(0, 2) + word[3] + word[2] + word.slice(4);

/** What is asked of a tenant: from its own rows, some of every age. */
export async function questionsOf(
  client: pg.Client,
  schema: string,
  tenant: string,
  variants: number,
): Promise<Question[]> {
  const { rows } = await client.query<Row>(
    `select distinct on (age) first_name, last_name, email, phone from (
       select c.*, ntile($2) over (order by created_at) as age from ${schema}.contacts c
       where tenant_id = $1 and email like 'c%@%.example' and length(last_name) between 6 and 12 and last_name <> all($3)) x
     order by age, md5(email)`,
    [tenant, variants, frequentLast],
  );
  const digits = (phone: string) => phone.replace(/\D/g, "");
  const of = (kind: string, one: (row: Row, i: number) => string): Question => ({
    kind,
    queries: rows.map(one),
  });
  const some = (words: string[], i: number) => words[i % words.length]!;
  return [
    of("a frequent first name", (_, i) => plain(some(first, i)).toLowerCase()),
    of("a frequent last name", (_, i) => some(frequentLast, i)),
    of("a rare last name", (row) => row.last_name),
    of("one record's address", (row) => row.email),
    of("two words, both frequent", (_, i) => `${some(first, i)} ${some(frequentLast, i)}`),
    of("two words, one rare", (row) => `${row.first_name} ${row.last_name}`),
    of("one letter", (row) => plain(row.last_name)[0]!.toLowerCase()),
    of("two letters", (row) => plain(row.last_name).slice(0, 2).toLowerCase()),
    of("three letters", (row) => plain(row.last_name).slice(0, 3).toLowerCase()),
    of("a part inside a word", (row) => plain(row.last_name).slice(1, 5)),
    of("without its accents", (_, i) => some(["jose", "zoe", "jurgen", "muller", "garcia", "novak"], i)),
    of("misspelt, frequent", (_, i) => swapped(plain(some(frequentLast, i)).toLowerCase())),
    of("misspelt, rare", (row) => swapped(plain(row.last_name).toLowerCase())),
    of("a phone number as written", (row) => row.phone),
    of("a phone number, only digits", (row) => digits(row.phone)),
    of(
      "a phone number, other signs",
      (row) => `(0${digits(row.phone).slice(2, 4)}) ${digits(row.phone).slice(4).replace(/(...)/g, "$1-")}`,
    ),
    of("a domain", (row) => `@${row.email.split("@")[1]}`),
    of("a part of a domain", (row) => row.email.split("@")[1]!.slice(2, -3)),
    of("nothing is like it", (_, i) => `qx${some(["zv", "wq", "jx"], i)}k${i}yy`),
  ];
}
