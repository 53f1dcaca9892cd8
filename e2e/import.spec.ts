// Imports in the browser: a customer's whole export at one go, and a file of a spreadsheet on the phone, column by column.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { type App, expect, test } from "./fixtures";

const dataFolder = join(process.cwd(), "../shared/data/maven-crm");
const names = ["accounts", "products", "sales_teams", "sales_pipeline"] as const;
type Files = Record<(typeof names)[number], string>;

/** A customer's export: the real one of 8,800 opportunities, or a small one of the same shape where it is not at hand. */
async function customersFiles(): Promise<Files> {
  if (existsSync(dataFolder)) {
    const texts = await Promise.all(names.map((name) => readFile(join(dataFolder, `${name}.csv`), "utf8")));
    return Object.fromEntries(names.map((name, i) => [name, texts[i]])) as Files;
  }
  const agents = ["Anna Snelling,Dustin Brinkmann,Central", "Moses Frase,Celia Rouche,West"];
  const products = ["GTX Pro,GTX,4821", "MG Special,MG,55"];
  const accounts = [
    "Acme Corporation,retail,1996,1100.04,2822,Kenya,",
    "Betatech,medical,1986,647.18,1185,Kenya,",
  ];
  const deals = Array.from({ length: 300 }, (_, i) => {
    const stage = ["Won", "Lost", "Engaging", "Prospecting"][i % 4] as string;
    const isClosed = i % 4 < 2;
    const account = i % 7 === 0 ? "" : ["Acme Corporation", "Betatech"][i % 2];
    const value = stage === "Won" ? 50 + i : isClosed ? 0 : "";
    const agent = ["Anna Snelling", "Moses Frase"][i % 2];
    const product = ["GTX Pro", "GTXPro", "MG Special"][i % 3];
    return `OPP${i},${agent},${product},${account},${stage},2${i % 9}-10-16,${isClosed ? `0${1 + (i % 9)}-03-17` : ""},${value},Q4 2016,`;
  });
  return {
    accounts: [
      "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
      ...accounts,
    ].join("\n"),
    products: ["product,series,sales_price", ...products].join("\n"),
    sales_teams: ["sales_agent,manager,regional_office", ...agents].join("\n"),
    sales_pipeline: [
      "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value,engage_quarter,close_quarter",
      ...deals,
    ].join("\n"),
  };
}

const cellsOf = (text: string): string[][] =>
  text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));

type Tally = Record<string, { count: number; cents: number }>;

function tally(rows: string[][], keyOf: (row: string[]) => string): Tally {
  const found: Tally = {};
  for (const row of rows) {
    const key = keyOf(row);
    const one = found[key] ?? { count: 0, cents: 0 };
    found[key] = { count: one.count + 1, cents: one.cents + Number(row[7] || "0") * 100 };
  }
  return found;
}

/** Asks the API as the demo's key. */
async function asked<T>({ baseUrl, demo }: App, path: string, body?: object): Promise<T> {
  const { apiKey, apiSecret } = demo.tenants[0] ?? { apiKey: "", apiSecret: "" };
  const response = await fetch(`${baseUrl}/v1/${path}`, {
    method: body ? "POST" : "GET",
    headers: { "X-API-Key": apiKey, "X-API-Secret": apiSecret, "Content-Type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = (await response.json()) as { data: T; error?: unknown };
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

type Group = { key: unknown; label: string | null; count: number; sums: { amount: number }[] };

async function grouped(app: App, query: object, by: string, interval?: string): Promise<Tally> {
  const body = { query, by, sums: ["value"], ...(interval ? { interval } : {}) };
  const { groups } = await asked<{ groups: Group[] }>(app, "records/deals/group", body);
  return Object.fromEntries(
    groups.map(({ key, label, count, sums }) => [
      label ?? String(key),
      { count, cents: Math.round((sums[0]?.amount ?? 0) * 100) },
    ]),
  );
}

async function expectNoFaults(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa"]).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
}

const importButton = (page: Page) => page.getByRole("button", { name: /^Import [\d,]+ rows?$/ });

test("a customer's whole export goes in at one go, agrees with the files to the cent, and comes out again", async ({
  page,
  signIn,
  app,
}) => {
  test.setTimeout(300_000);
  const files = await customersFiles();
  const deals = cellsOf(files.sales_pipeline);
  const pipeline = await asked<{ id: string }>(app, "pipelines", {
    name: "Hardware",
    stages: [
      { name: "Prospecting", probability: 10 },
      { name: "Engaging", probability: 40 },
    ],
  });
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/import`);
  let waitedMs = 0;
  const timed = async (work: () => Promise<void>) => {
    const begun = Date.now();
    await work();
    waitedMs += Date.now() - begun;
  };

  await timed(async () => {
    await page.locator("input[type=file]").setInputFiles(
      names.map((name) => ({
        name: `${name}.csv`,
        mimeType: "text/csv",
        buffer: Buffer.from(files[name]),
      })),
    );
    await expect(page.getByRole("heading", { name: "Columns of 4 files" })).toBeVisible({ timeout: 60_000 });
  });
  // In the order in which they need each other, each taken for what it is.
  const regions = page.getByRole("region", { name: /\.csv$/ });
  await expect(regions.getByRole("heading")).toHaveText([
    ...["sales_teams.csv", "products.csv", "accounts.csv", "sales_pipeline.csv"],
  ]);
  const kinds = ["people", "products", "accounts", "deals"];
  for (const [at, kind] of kinds.entries())
    await expect(regions.nth(at).getByLabel("The file holds")).toHaveValue(kind);
  const card = page.getByRole("region", { name: "sales_pipeline.csv" });
  await card.getByRole("combobox", { name: "Field for engage_date" }).click();
  await page.getByRole("option", { name: "New field of deals…" }).click();
  await expect(card.getByLabel("Name of the new field")).toHaveValue("Engage date");
  await expect(card.getByRole("button", { name: "deal_stage: 2 values mean others" })).toBeVisible();
  await card.getByRole("button", { name: "Same value in every row" }).click();
  await card.getByLabel("The same in every row").selectOption({ label: "Pipeline" });
  await card.getByLabel("Pipeline in every row", { exact: true }).selectOption({ label: "Hardware" });

  await timed(async () => {
    await page.getByRole("button", { name: "See what it will do" }).click();
    await expect(importButton(page)).toBeVisible({ timeout: 120_000 });
  });
  const groups = page.getByRole("region", { name: "What to look at" });
  await expect(groups.getByText("Account is empty here; most other rows have one")).toBeVisible();
  await timed(async () => {
    await page.getByRole("button", { name: "Take it for “GTX Pro”" }).click();
    const all = names.reduce((sum, name) => sum + cellsOf(files[name]).length, 0);
    await expect(
      page.getByRole("button", { name: `Import ${all.toLocaleString("en-US")} rows`, exact: true }),
    ).toBeVisible({ timeout: 120_000 });
  });
  await timed(async () => {
    await importButton(page).click();
    await expect(page.getByText("Done", { exact: true })).toBeVisible({ timeout: 120_000 });
  });
  test.info().annotations.push({ type: "seconds", description: (waitedMs / 1000).toFixed(1) });
  expect(waitedMs, "milliseconds of waiting, from the drop to the end").toBeLessThan(60_000);

  const won = deals.filter((row) => row[4] === "Won");
  const isWon = { status: "won", pipelineId: pipeline.id };
  const byAgent = await grouped(app, isWon, "ownerId");
  expect(byAgent).toEqual(tally(won, (row) => row[1] as string));
  expect(await grouped(app, isWon, "productId")).toEqual(
    tally(won, (row) => (row[2] === "GTXPro" ? "GTX Pro" : (row[2] as string))),
  );
  const quarterOf = (date: string): string => {
    const [, month, year] = date.split("-");
    return `20${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
  };
  expect(await grouped(app, isWon, "actualCloseDate", "quarter")).toEqual(
    tally(won, (row) => quarterOf(row[6] as string)),
  );
  const open = deals.filter((row) => row[4] === "Engaging" || row[4] === "Prospecting");
  expect(await grouped(app, { status: "active", pipelineId: pipeline.id }, "stage")).toEqual(
    tally(open, (row) => (row[4] as string).toLowerCase()),
  );
  const people = await asked<{ name: string; teamName: string; departmentName: string }[]>(
    app,
    "users?status=invited&limit=100",
  );
  const teams = await asked<{ name: string; managerName: string }[]>(app, "teams?limit=100");
  for (const [agent, manager, office] of cellsOf(files.sales_teams)) {
    const person = people.find(({ name }) => name === agent);
    const team = teams.find(({ name }) => name === person?.teamName);
    expect([agent, team?.managerName, person?.departmentName]).toEqual([agent, manager, office]);
  }

  await page.getByRole("button", { name: "Undo this import" }).click();
  await expect(page.getByRole("button", { name: "Import undone" })).toBeVisible({ timeout: 120_000 });
  await expect
    .poll(async () => await grouped(app, { pipelineId: pipeline.id }, "status"), { timeout: 60_000 })
    .toEqual({});
});

const spreadsheet = Buffer.from(
  [
    "Deal;Amount;Expected close date;Account;Account website;Contact first name;Contact last name;Contact e-mail;Segment;Stage;Next call",
    "Müller upgrade;1.234,50;05/06/2031;Müller AG;mueller.example;Jörg;Weiß;joerg@mueller.example;Gold;Lead;05.06.2031 14:30",
    "Müller renewal;99,90;07/08/2031;Müller AG;;Jörg;Weiß;joerg@mueller.example;Silver;Kick-off;",
    "Wrong mail;10,00;09/08/2031;Zenith AG;zenith.example;Ann;Lee;not-an-email;Gold;Lead;",
    "Zenith first;10,00;09/08/2031;Zenith AG;;Bea;Lee;bea@zenith.example;Gold;Kick-off;",
    "Zenith second;10,00;09/08/2031;Zenith AG;;Cid;Lee;cid@zenith.example;Silver;Lead;",
    "Zenith third;10,00;09/08/2031;Zenith AG;;Cid;Lee;cid@zenith.example;Silver;Lead;",
  ].join("\r\n"),
  "latin1",
);

/** Enough to be stopped while it is looked through. */
const long = Buffer.from(
  ["Deal,Amount", ...Array.from({ length: 30_000 }, (_, i) => `Deal ${i},${i}`)].join("\n"),
);

test("a spreadsheet of deals with their accounts and contacts, on a phone: stopped and begun anew, dates, times, decimals, a new field and stage, a reload, a wrong cell", async ({
  browser,
  signIn,
  app,
}) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    colorScheme: "dark",
    reducedMotion: "reduce",
    timezoneId: "Europe/Berlin",
  });
  const page = await context.newPage();
  const heading = (name: string) => page.getByRole("heading", { level: 2, name, exact: true });
  const choose = (name: string, buffer: Buffer) =>
    page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer });
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/import?type=deals`);
  await choose("long.csv", long);
  await page.getByRole("button", { name: "See what it will do" }).press("Enter");
  await page.getByRole("button", { name: "Stop" }).press("Enter");
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(heading("Looking through long.csv")).toBeFocused();
  await page.getByRole("button", { name: "Choose other files" }).press("Enter");
  await expect(heading("New import")).toBeFocused();
  await choose("deals.csv", spreadsheet);
  await expect(
    page.getByRole("button", { name: "Windows-1252 (Western European), separated by semicolons" }),
  ).toBeVisible();
  await expect(heading("Columns of deals.csv")).toBeFocused();
  await expect(page.getByRole("combobox", { name: "Field for Account website" })).toHaveValue(
    "Account: Website",
  );
  await expect(page.getByRole("button", { name: "Amount: decimal comma" })).toBeVisible();
  await page.getByRole("button", { name: "Expected close date: day or month first?" }).click();
  await page.getByLabel("Dates are written with the").selectOption({ label: "day first" });
  await expect(page.getByText("05/06/2031 is read as 2031-06-05")).toBeVisible();
  await page.getByRole("combobox", { name: "Field for Segment" }).click();
  await page.getByRole("option", { name: "New field of deals…" }).click();
  await expect(page.getByLabel("What may be chosen")).toHaveValue("Gold, Silver");
  // Times that name no zone are those of who imports, until another clock is chosen.
  await page.getByRole("combobox", { name: "Field for Next call" }).click();
  await page.getByRole("option", { name: "New field of deals…" }).click();
  await expect(
    page.getByRole("button", { name: "Next call: new: date and time, Berlin time" }),
  ).toBeVisible();
  await expect(page.getByText("05.06.2031 14:30 is read as 2031-06-05 12:30 UTC")).toBeVisible();
  const clock = page.getByRole("combobox", { name: "Times of this file are in" });
  await clock.fill("Tokyo");
  await page.getByRole("option", { name: /^Tokyo/ }).click();
  await expect(page.getByText("05.06.2031 14:30 is read as 2031-06-05 05:30 UTC")).toBeVisible();
  await page.getByRole("button", { name: 'Stage: what is "Kick-off"?' }).click();
  await page.getByLabel("Kick-off stands for").selectOption({ label: "a new one" });
  await expectNoFaults(page);
  // What was chosen is there again after a reload, as soon as it was chosen.
  await page.reload();
  await expect(page.getByRole("button", { name: 'Stage: "Kick-off" is new' })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Field for Segment" })).toHaveValue("New field of deals…");
  await expect(page.getByRole("button", { name: "Expected close date: day first" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Next call: new: date and time, Tokyo time" })).toBeVisible();

  // By keyboard alone each step goes on at its heading.
  await page.getByRole("button", { name: "See what it will do" }).press("Enter");
  await expect(importButton(page)).toHaveText("Import 5 rows", { timeout: 30_000 });
  await expect(heading("Plan for deals.csv")).toBeFocused();
  await expectNoFaults(page);
  // What has a problem is not taken, and its tick says why.
  const fourth = page.getByRole("checkbox", { name: "Take line 4" });
  await expect(fourth).not.toBeChecked();
  await expect(fourth).toBeDisabled();
  await expect(fourth).toHaveAccessibleDescription(/^Not taken before this is put right: /);
  await expect(page.getByText("5 of 6 in the file are taken")).toBeVisible();
  const cell = page.getByRole("textbox", { name: "Contact e-mail, line 4" });
  await cell.fill("ann@zenith.example");
  await cell.press("Enter");
  await expect(importButton(page)).toHaveText("Import 6 rows");
  await page.getByText("All · 6").click();
  await expect(fourth).toBeChecked();
  await page.getByRole("checkbox", { name: "Take line 7" }).click();
  await expect(importButton(page)).toHaveText("Import 5 rows");
  await importButton(page).press("Enter");
  await expect(page.getByText("Done", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("heading", { level: 2, name: /^Import of / })).toBeFocused();
  await expectNoFaults(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download what was not taken" }).click();
  expect(await readFile(await (await download).path(), "utf8")).toContain("Excluded by hand");

  const [deal] = await asked<Record<string, unknown>[]>(app, "deals?search=M%C3%BCller%20upgrade");
  expect(deal).toMatchObject({ value: 1234.5, expectedCloseDate: "2031-06-05T00:00:00.000Z" });
  expect(deal?.customFields).toMatchObject({ segment: "Gold", nextCall: "2031-06-05T05:30:00.000Z" });
  const [renewal] = await asked<Record<string, unknown>[]>(app, "deals?search=M%C3%BCller%20renewal");
  expect(renewal).toMatchObject({ stage: "kick_off" });
  const accounts = await asked<{ id: string }[]>(app, "accounts?search=M%C3%BCller%20AG");
  expect(accounts).toHaveLength(1);
  expect(deal?.accountId).toBe(accounts[0]?.id);
  await page.getByRole("button", { name: "Import more" }).press("Enter");
  await expect(heading("New import")).toBeFocused();
  await context.close();
});

test("a file that cannot be taken is refused before it is sent, and told what to do", async ({
  page,
  signIn,
  app,
}) => {
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/import`);
  const choose = (name: string, mimeType: string, text: string) =>
    page.locator("input[type=file]").setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
  await choose("empty.csv", "text/csv", "");
  await expect(page.getByText("empty.csv: the file is empty.")).toBeVisible();
  await choose("people.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK");
  await expect(page.getByText(/^people\.xlsx: save it as \.csv, .* or \.jsonl first\.$/)).toBeVisible();
});

test("told to, an import clears what the file leaves empty; the plan shows it first, and undo brings it back", async ({
  page,
  signIn,
  app,
}) => {
  const made = await asked<{ id: string }>(app, "contacts?force=true", {
    firstName: "Ida",
    lastName: "Cleared",
    email: "ida@cleared.example",
    phone: "+44 20 7946 0100",
  });
  const contact = () => asked<{ phone: string | null; lastName: string }>(app, `contacts/${made.id}`);
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/import?type=contacts`);
  await page.locator("input[type=file]").setInputFiles({
    name: "cleared.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("First name,Last name,E-mail,Phone\nIda,,ida@cleared.example,\n"),
  });
  const empty = page.getByLabel("If a cell is empty");
  await expect(empty).toHaveValue("keep");
  await empty.selectOption({ label: "Clear what the contact has" });
  await expectNoFaults(page);
  // Only a record that is updated has something to clear.
  await page.getByLabel("If the contact is there already").selectOption({ label: "Leave it as it is" });
  await expect(empty).toHaveCount(0);
  await page
    .getByLabel("If the contact is there already")
    .selectOption({ label: "Update it with what the file says" });
  await expect(empty).toHaveValue("clear");
  await page.getByRole("button", { name: "See what it will do" }).click();
  await expect(importButton(page)).toHaveText("Import 1 row", { timeout: 30_000 });
  await expect(page.getByText("Phone: +44 20 7946 0100 → —")).toBeVisible();
  await expect(page.getByText("Last name cannot be empty; it stays as it is").first()).toBeVisible();
  await importButton(page).click();
  await expect(page.getByText("Done", { exact: true })).toBeVisible({ timeout: 30_000 });
  expect(await contact()).toMatchObject({ phone: null, lastName: "Cleared" });
  await page.getByRole("button", { name: "Undo this import" }).click();
  await expect(page.getByRole("button", { name: "Import undone" })).toBeVisible({ timeout: 30_000 });
  expect(await contact()).toMatchObject({ phone: "+44 20 7946 0100" });
});
