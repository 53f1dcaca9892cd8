// A rep's day: what is due, the call, the deal through its gate, the next task; and a card that moves for everyone.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { type App, demoUser, expect, test } from "./fixtures";

interface Row {
  id: string;
  [key: string]: unknown;
}

/** A call of the API as the demo tenant's user of a role. */
async function call(app: App, role: string, method: string, path: string, body?: unknown): Promise<Row> {
  const response = await fetch(`${app.baseUrl}/v1/${path}`, {
    method,
    headers: { Authorization: `Bearer ${demoUser(app, role).token}`, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = (await response.json()) as { data: Row };
  expect(response.ok, `${method} ${path}: ${JSON.stringify(answer)}`).toBe(true);
  return answer.data;
}

const unique = () => Math.random().toString(36).slice(2, 8);
const column = (page: Page, name: string) => page.getByRole("region", { name: new RegExp(`^${name}: `) });

test("a rep's day: Today, a call logged, the deal through a gate by keyboard, the next task", async ({
  page,
  signIn,
  app,
}) => {
  const name = `Gatehouse ${unique()}`;
  const pipelines = (await call(app, "tenant_admin", "GET", "pipelines")) as unknown as Row[];
  const gate = `pipelines/${pipelines[0]?.id}/stages/negotiation`;
  await call(app, "tenant_admin", "PUT", gate, { requiredFields: ["description"], requiredActivity: "call" });
  try {
    const rep = demoUser(app, "sales_rep");
    const deal = await call(app, "sales_rep", "POST", "deals", {
      title: name,
      value: 12_000,
      currency: "USD",
      stage: "proposal",
    });
    // The first of the day's tasks, whatever else the demo has planned.
    const task = (title: string, hours: number) =>
      call(app, "sales_rep", "POST", "activities/tasks", {
        title,
        dueDate: new Date(Date.now() - hours * 3_600_000).toISOString(),
        assignedTo: rep.id,
        relatedTo: { type: "deal", id: deal.id },
      });
    const first = await task(`Call ${name}`, 2002);
    await task(`Write to ${name}`, 2001);

    await signIn(page, "sales_rep");
    await expect(page).toHaveURL(/\/today/);
    const row = page.getByRole("link", { name: new RegExp(`^Call ${name}`) });
    await row.focus();
    await page.keyboard.press("o");
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

    // The page listens once its timeline is there.
    await expect(page.getByText("created the deal")).toBeVisible();
    await page.keyboard.press("l");
    await expect(page.getByRole("textbox", { name: "Call" })).toBeFocused();
    await page.keyboard.type("They have the budget");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("They have the budget")).toBeVisible();

    await page.goto(`${app.baseUrl}/deals?search=${encodeURIComponent(name)}`);
    await expect(column(page, "Proposal")).toHaveAccessibleName("Proposal: 1 deal");
    await column(page, "Proposal").getByRole("link", { name }).focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    const sheet = page.getByRole("dialog", { name: `To Negotiation: ${name}` });
    // The call is on record already: only the field is asked for.
    await expect(sheet.getByText("Negotiation asks for this first.")).toBeVisible();
    await expect(sheet.getByRole("textbox", { name: "Description" })).toBeFocused();
    await page.keyboard.type("Two sites, one year");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(sheet.getByRole("button", { name: "Move to Negotiation" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(sheet).toBeHidden();
    await expect(column(page, "Negotiation")).toHaveAccessibleName("Negotiation: 1 deal");
    await expect(column(page, "Proposal")).toHaveAccessibleName("Proposal: 0 deals");
    const moved = await call(app, "sales_rep", "GET", `deals/${deal.id}`);
    expect([moved.stage, moved.description]).toEqual(["negotiation", "Two sites, one year"]);

    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await row.focus();
    await page.keyboard.press("x");
    await expect(row).toBeHidden();
    await expect(page.getByRole("link", { name: new RegExp(`^Write to ${name}`) })).toBeFocused();
    await expect
      .poll(async () => (await call(app, "sales_rep", "GET", `activities/tasks/${first.id}`)).status)
      .toBe("completed");
    // Another time, in words.
    await page.keyboard.press("r");
    await page.keyboard.type("in 3 days");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("link", { name: new RegExp(`^Write to ${name}`) })).toBeHidden();
  } finally {
    await call(app, "tenant_admin", "PUT", gate, { requiredFields: [], requiredActivity: null });
  }
});

test("a card moved in one browser shows in another within a second, the sums right at once", async ({
  page,
  browser,
  signIn,
  app,
}) => {
  const name = `Tandem ${unique()}`;
  await call(app, "sales_rep", "POST", "deals", {
    title: name,
    value: 10_000,
    currency: "USD",
    stage: "lead",
  });
  const address = `${app.baseUrl}/deals?search=${encodeURIComponent(name)}`;
  await signIn(page, "sales_rep");
  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, "sales_manager");
  for (const one of [page, other]) {
    await one.goto(address);
    await expect(column(one, "Lead")).toHaveAccessibleName("Lead: 1 deal");
  }
  const card = column(page, "Lead").getByRole("link", { name });
  const from = await card.boundingBox();
  const to = await column(page, "Qualification").boundingBox();
  if (!from || !to) throw new Error("The card and its target must be on the screen");
  await page.mouse.move(from.x + 20, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 30, { steps: 4 });
  await page.mouse.move(to.x + 80, to.y + 160, { steps: 8 });
  await page.mouse.up();
  const letGoAt = Date.now();
  await expect(column(page, "Qualification")).toContainText(/US\$10,000.*US\$2,500/, { timeout: 300 });
  await expect(column(page, "Lead")).toHaveAccessibleName("Lead: 0 deals", { timeout: 300 });
  await expect(column(other, "Qualification")).toHaveAccessibleName("Qualification: 1 deal", {
    timeout: 1_000,
  });
  expect(Date.now() - letGoAt).toBeLessThan(1_500);
  await expect(column(other, "Qualification")).toContainText(/US\$10,000.*US\$2,500/);
  await context.close();

  // Undo takes it back where it was.
  await page.keyboard.press("Control+z");
  await expect(column(page, "Lead")).toHaveAccessibleName("Lead: 1 deal");
});

test("winning asks why, and a lead becomes a deal and a lead again", async ({ page, signIn, app }) => {
  const name = `Prize ${unique()}`;
  const deal = await call(app, "sales_manager", "POST", "deals", {
    title: name,
    value: 500,
    currency: "USD",
  });
  await signIn(page, "sales_manager");
  await page.goto(`${app.baseUrl}/deals/${deal.id}`);
  await page.getByRole("button", { name: "Won" }).click();
  const sheet = page.getByRole("dialog", { name: `Win ${name}` });
  await sheet.getByRole("combobox", { name: "Why it was won" }).click();
  await page.getByRole("option", { name: "Best fit" }).click();
  await sheet.getByRole("button", { name: "Mark as won" }).click();
  await expect(page.getByText("Closed Won · Best fit")).toBeVisible();
  await page.getByRole("button", { name: "Reopen" }).click();
  await expect(page.getByRole("button", { name: "Lost" })).toBeVisible();

  const word = unique();
  const lead = await call(app, "sales_manager", "POST", "leads", {
    firstName: "Nora",
    lastName: `Quist ${word}`,
    email: `nora.${word}@quist-${word}.example`,
    company: `Quist ${word} Works`,
    source: "Website",
  });
  await page.goto(`${app.baseUrl}/leads/${lead.id}`);
  await page.getByRole("button", { name: "Convert" }).click();
  const convert = page.getByRole("dialog", { name: `Convert Nora Quist ${word}` });
  await expect(convert.getByRole("region", { name: "Account" })).toContainText(`Quist ${word} Works`);
  await convert.getByRole("textbox", { name: "Title" }).fill(`Quist ${word} pilot`);
  await convert.getByRole("button", { name: "Convert" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Quist ${word} pilot` })).toBeVisible();
  await page.goto(`${app.baseUrl}/leads/${lead.id}`);
  await page.getByRole("button", { name: "Take the conversion back" }).click();
  await expect(page.getByRole("button", { name: "Convert" })).toBeVisible();
});

const looks = [
  { size: "desk, light", viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  { size: "phone, dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;
for (const { size, viewport, colorScheme } of looks) {
  test(`axe finds nothing on the selling pages: ${size}`, async ({ browser, signIn, app }) => {
    test.setTimeout(180_000);
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    await signIn(page, "tenant_admin");
    const firstOf = async (path: string) =>
      ((await call(app, "tenant_admin", "GET", `${path}?limit=1`)) as unknown as Row[])[0]?.id;
    const pages = [
      "/today",
      "/deals",
      "/deals?view=list",
      `/deals/${await firstOf("deals")}`,
      "/deals?new=1",
      "/leads",
      `/leads/${await firstOf("leads")}`,
      "/tasks",
      `/tasks/${await firstOf("activities/tasks")}`,
      "/calendar",
      "/calendar?view=week",
      "/products",
      "/settings/pipelines",
      "/settings/currencies",
    ];
    const found: string[] = [];
    for (const path of pages) {
      await page.goto(app.baseUrl + path);
      await expect(page.getByRole("heading").first()).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa"]).analyze();
      for (const { id, nodes } of violations)
        found.push(
          `${path}: ${id}: ${nodes
            .map((node) => node.target.join(" "))
            .slice(0, 3)
            .join(" | ")}`,
        );
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) found.push(`${path}: ${overflow} px too wide`);
    }
    expect(found).toEqual([]);
    await context.close();
  });
}
