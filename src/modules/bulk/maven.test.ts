// A customer's own export, whole: accounts, products, people in teams and 8,800 opportunities, imported through the
// operations; what the API then says of it agrees to the cent with the CSV computed by other code.
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { addPerson } from "@/modules/tenants";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, ended, planned, problemsOf, settled } from "./fixtures";
import type { TargetChoice } from "./plan-input";
import type { Import, ProblemGroup } from "./plan-schema";
import type { Job } from "./schema";

const dataFolder = "../shared/data/maven-crm";
const read = (name: string): string => {
  const path = `${dataFolder}/${name}.csv`;
  if (!existsSync(path)) throw new Error(`${path} is not there: this test reads the Maven CRM sample data`);
  return readFileSync(path, "utf8");
};
const cellsOf = (text: string): string[][] =>
  text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));

withFilesAndJobs();
let tenant: TestTenant;
const admin = "tenant_admin";
const call = <T = { id: string }>(operation: string, input: unknown): Promise<T> =>
  tenant.call<T>(admin, operation, input);

beforeAll(async () => {
  tenant = await testTenant();
});

/** Agents in teams under their managers, teams in the offices as departments. */
async function makePeople(): Promise<void> {
  const person = (name: string) =>
    addPerson(tenant.ref, {
      email: `${name.toLowerCase().replace(/\W+/g, ".")}@example.com`,
      name,
      role: "sales_rep",
    });
  const [offices, managers] = [new Map<string, string>(), new Map<string, string>()];
  for (const [agent, manager, office] of cellsOf(read("sales_teams")) as [string, string, string][]) {
    const departmentId = offices.get(office) ?? (await call("departments.create", { name: office })).id;
    offices.set(office, departmentId);
    let teamId = managers.get(manager);
    if (!teamId) {
      const managerId = await person(manager);
      teamId = (await call("teams.create", { name: manager, departmentId, managerId })).id;
      managers.set(manager, teamId);
    }
    await call("users.update", { userId: await person(agent), teamId });
  }
}

type Groups = {
  groups: { key: unknown; label: string | null; count: number; sums: { amount: number }[] }[];
  isComplete: boolean;
};
type Tally = Record<string, { count: number; cents: number }>;

async function asked(by: string, query: object, interval?: string): Promise<Tally> {
  const { groups, isComplete } = await call<Groups>("records.group", {
    recordType: "deals",
    query,
    by,
    sums: ["value"],
    ...(interval ? { interval } : {}),
  });
  expect(isComplete).toBe(true);
  return Object.fromEntries(
    groups.map(({ key, label, count, sums }) => [
      label ?? String(key),
      { count, cents: Math.round((sums[0]?.amount ?? 0) * 100) },
    ]),
  );
}

function tally(rows: string[][], keyOf: (row: string[]) => string): Tally {
  const found: Tally = {};
  for (const row of rows) {
    const one = found[keyOf(row)] ?? { count: 0, cents: 0 };
    found[keyOf(row)] = one;
    one.count += 1;
    one.cents += Number(row[7] || "0") * 100;
  }
  return found;
}

const folded = (of: Tally, keyOf: (key: string) => string): Tally => {
  const found: Tally = {};
  for (const [key, { count, cents }] of Object.entries(of)) {
    const one = found[keyOf(key)] ?? { count: 0, cents: 0 };
    found[keyOf(key)] = one;
    one.count += count;
    one.cents += cents;
  }
  return found;
};

const dealTarget = (values: Record<string, string> = {}): TargetChoice => ({
  recordType: "deals",
  existing: "create",
  columns: {
    opportunity_id: "title",
    sales_agent: "ownerId",
    product: { field: "productId", values },
    account: "accountId",
    deal_stage: { field: "stage", values: { Won: "Closed Won", Lost: "Closed Lost" } },
    engage_date: { createField: { kind: "date", label: "Engage date" } },
    close_date: "actualCloseDate",
    close_value: "value",
    engage_quarter: null,
    close_quarter: null,
  },
});

test("the whole data set goes in, and every sum agrees with the files", { timeout: 300_000 }, async () => {
  await makePeople();
  const [standard] = await call<{ id: string }[]>("pipelines.list", {});
  await call("pipelines.create", {
    name: "Hardware",
    stages: [
      { name: "Prospecting", probability: 10 },
      { name: "Engaging", probability: 40 },
    ],
  });
  await call("pipelines.archive", { pipelineId: standard!.id });
  const begun = performance.now();
  for (const [name, recordType] of [
    ["products", "products"],
    ["accounts", "accounts"],
  ] as const) {
    const done = await committed(tenant, await planned(tenant, read(name), [{ recordType }]));
    expect(done).toMatchObject({
      status: "completed",
      counts: { create: cellsOf(read(name)).length, problem: 0 },
    });
  }
  const opportunities = cellsOf(read("sales_pipeline"));
  const plan = await planned(tenant, read("sales_pipeline"), [dealTarget()]);
  const misnamed = opportunities.filter((row) => row[2] === "GTXPro").length;
  const withoutAccount = opportunities.filter((row) => row[3] === "").length;
  expect(plan).toMatchObject({ status: "planned", total: 8800, counts: { problem: misnamed } });
  const groups = await call<ProblemGroup[]>("imports.problems", { importId: plan.id });
  expect(groups).toMatchObject([
    { severity: "error", column: "product", value: "GTXPro", suggestion: "GTX Pro", rows: misnamed },
    // Deals without an account go in; that they have none is said.
    { severity: "warning", column: "account", code: "EMPTY_LINK", rows: withoutAccount },
  ]);
  const again = await settled(
    tenant,
    await call<Import>("imports.plan", { importId: plan.id, targets: [dealTarget({ GTXPro: "GTX Pro" })] }),
  );
  expect(again.counts).toMatchObject({ create: 8800, problem: 0 });
  const done = await committed(tenant, again);
  expect(done).toMatchObject({ status: "completed", counts: { create: 8800, problem: 0 } });
  const seconds = (performance.now() - begun) / 1000;
  expect(seconds, "seconds for planning and writing everything").toBeLessThan(60);
  const job = await ended(tenant, { id: done.jobId } as Job);
  expect(job.counts).toMatchObject({ total: 8800, created: 8800, failed: 0, warnings: withoutAccount });
  expect(await problemsOf(tenant, job, { limit: 1 })).toMatchObject([
    { code: "EMPTY_LINK", column: "account" },
  ]);

  const won = opportunities.filter((row) => row[4] === "Won");
  const isWon = { status: "won" };
  const byAgent = await asked("ownerId", isWon);
  expect(byAgent).toEqual(tally(won, (row) => row[1]!));
  expect(await asked("productId", isWon)).toEqual(
    tally(won, (row) => (row[2] === "GTXPro" ? "GTX Pro" : row[2]!)),
  );
  const quarterOf = (date: string): string => {
    const [, month, year] = date.split("-");
    return `20${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
  };
  expect(await asked("actualCloseDate", isWon, "quarter")).toEqual(tally(won, (row) => quarterOf(row[6]!)));
  expect(await asked("customFields.engageDate", isWon, "quarter")).toEqual(
    tally(won, (row) => quarterOf(row[5]!)),
  );

  const people: { name: string; teamId: string | null }[] = [];
  for (let page = 1, hasNext = true; hasNext; page++) {
    const found = await call<{ items: typeof people; hasNext: boolean }>("users.list", { page, limit: 50 });
    people.push(...found.items);
    hasNext = found.hasNext;
  }
  const { items: teams } = await call<{
    items: { id: string; managerName: string; departmentName: string }[];
  }>("teams.list", { limit: 100 });
  const teamOf = (agent: string) =>
    teams.find(({ id }) => id === people.find((one) => one.name === agent)!.teamId)!;
  const said = new Map(
    cellsOf(read("sales_teams")).map(([agent, manager, office]) => [agent!, { manager, office }]),
  );
  expect(folded(byAgent, (agent) => teamOf(agent).managerName)).toEqual(
    tally(won, (row) => said.get(row[1]!)!.manager!),
  );
  expect(folded(byAgent, (agent) => teamOf(agent).departmentName)).toEqual(
    tally(won, (row) => said.get(row[1]!)!.office!),
  );
  const open = opportunities.filter((row) => row[4] === "Engaging" || row[4] === "Prospecting");
  expect(await asked("stage", { status: "active" })).toEqual(tally(open, (row) => row[4]!.toLowerCase()));
  const lost = opportunities.filter((row) => row[4] === "Lost");
  expect(await asked("ownerId", { status: "lost" })).toEqual(tally(lost, (row) => row[1]!));
});
