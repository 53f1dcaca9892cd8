import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "@/test/tenant";
import { type Answer, Batch, type Statement } from "./batch";
import { pools } from "./pools";

let close: () => Promise<void>;
const open: pg.Client[] = [];

beforeAll(async () => {
  close = await openTestDatabase();
});
afterEach(async () => {
  for (const client of open.splice(0)) await client.end();
});
afterAll(() => close());

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: pools().url, pipeline: true } as pg.ClientConfig);
  await client.connect();
  open.push(client);
  return client;
}

type Asked = Pick<Statement, "text"> & Partial<Statement>;

/** What each statement of a batch came to. */
function ask(client: pg.Client, ...asked: Asked[]): Promise<PromiseSettledResult<Answer>[]> {
  const statements: Statement[] = [];
  const answers = asked.map(
    (one) =>
      new Promise<Answer>((onDone, onFailure) => {
        statements.push({ rows: "objects", ...one, onDone, onFailure });
      }),
  );
  client.query(new Batch(client, statements));
  return Promise.allSettled(answers);
}

const rowsOf = (settled: PromiseSettledResult<Answer>[]) =>
  settled.map((one) => (one.status === "fulfilled" ? one.value.rows : (one.reason as Error).message));

test("each statement has its own answer, as objects, as lists, or as none", async () => {
  const client = await connect();
  const asked: Asked[] = [
    { text: "begin" },
    { text: "select $1::int as a, $2::text as b, null as c", values: [1, "x"], name: "two" },
    { text: "select n, n > 1 from generate_series(1, 2) n", rows: "lists" },
    { text: "select 'unread'", rows: "none" },
    { text: "" },
    { text: "commit" },
  ];
  const first = await ask(client, ...asked);
  const rows = [
    [],
    [{ a: 1, b: "x", c: null }],
    [
      [1, false],
      [2, true],
    ],
    [],
    [],
    [],
  ];
  expect(rowsOf(first)).toEqual(rows);
  expect(first.map((one) => one.status === "fulfilled" && one.value.command)).toEqual([
    "BEGIN",
    "SELECT 1",
    "SELECT 2",
    "SELECT 1",
    "",
    "COMMIT",
  ]);
  // What its rows look like is known by now.
  expect(rowsOf(await ask(client, ...asked))).toEqual(rows);
});

test("what follows a failure is not run, and fails with what broke it", async () => {
  const client = await connect();
  await client.query("create temporary table kept (n int primary key)");
  const put = (n: number): Asked => ({ text: "insert into kept values ($1)", values: [n], name: "put" });
  const [, one, again, behind, commit] = await ask(client, { text: "begin" }, put(1), put(1), put(2), {
    text: "commit",
  });
  expect(one?.status).toBe("fulfilled");
  for (const failed of [again, behind, commit])
    expect(failed).toMatchObject({ status: "rejected", reason: { code: "23505" } });
  expect(rowsOf(await ask(client, { text: "select 1" }))).toEqual([
    "current transaction is aborted, commands ignored until end of transaction block",
  ]);
  await ask(client, { text: "rollback" });
  // The same names are good afterwards, prepared or not.
  expect((await ask(client, put(3), put(4))).map((each) => each.status)).toEqual(["fulfilled", "fulfilled"]);
  expect(rowsOf(await ask(client, { text: "select n from kept order by n" }))).toEqual([
    [{ n: 3 }, { n: 4 }],
  ]);
});

test("a statement that was never prepared, because another failed before it, is prepared the next time", async () => {
  const client = await connect();
  const late: Asked = { text: "select 'here' as word", name: "late" };
  const broken = await ask(client, { text: "select 1 / 0" }, late);
  expect(rowsOf(broken)).toEqual(["division by zero", "division by zero"]);
  expect(rowsOf(await ask(client, late))).toEqual([[{ word: "here" }]]);
});

test("rows that begin to look different are read anew after one failure", async () => {
  const client = await connect();
  await client.query("create temporary table shaped (n int)");
  await client.query("insert into shaped values (1)");
  const all: Asked = { text: "select * from shaped", name: "all" };
  expect(rowsOf(await ask(client, all))).toEqual([[{ n: 1 }]]);
  await client.query("alter table shaped add column word text default 'new'");
  expect(rowsOf(await ask(client, all))).toEqual(["cached plan must not change result type"]);
  expect(rowsOf(await ask(client, all))).toEqual([[{ n: 1, word: "new" }]]);
});

test("a statement whose rows nobody read the first time has them the second", async () => {
  const client = await connect();
  const one: Asked = { text: "select 1 as n", name: "one" };
  await ask(client, { ...one, rows: "none" });
  expect(rowsOf(await ask(client, one))).toEqual([[{ n: 1 }]]);
});

test("a value that cannot be sent fails its statement and those behind it; the connection goes on", async () => {
  const client = await connect();
  const circle: Record<string, unknown> = {};
  circle.itself = circle;
  const settled = await ask(
    client,
    { text: "select 1 as n" },
    { text: "select $1", values: [circle] },
    { text: "select 2" },
  );
  expect(settled.map((one) => one.status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(rowsOf(await ask(client, { text: "select 3 as n" }))).toEqual([[{ n: 3 }]]);
});

test("a name stands for one text", async () => {
  const client = await connect();
  await ask(client, { text: "select 1", name: "same" });
  expect(rowsOf(await ask(client, { text: "select 2", name: "same" }))).toEqual([
    "two statements are named same",
  ]);
});

test("a connection that is lost fails all that waits", async () => {
  const client = await connect();
  client.on("error", () => undefined);
  const waiting = ask(client, { text: "select pg_sleep(20)" }, { text: "select 1" });
  const behind = ask(client, { text: "select 2" });
  const killer = await connect();
  await expect
    .poll(async () => {
      const { rows } = await killer.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep(20)%'",
      );
      return rows.length;
    })
    .toBeGreaterThan(0);
  const settled = [...(await waiting), ...(await behind)];
  expect(settled.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"]);
  open.splice(open.indexOf(client), 1);
});
