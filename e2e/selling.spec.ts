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
  // A reminder is told at the full minute.
  test.setTimeout(180_000);
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
    await expect(row).toBeVisible();
    // Comes while the day goes on, wherever in the product one is by then.
    const later = await call(app, "sales_rep", "POST", "activities/tasks", {
      title: `Ring ${name}`,
      dueDate: new Date(Date.now() + 20 * 86_400_000).toISOString(),
    });
    await call(app, "sales_rep", "POST", "activities/reminders", {
      activityId: later.id,
      remindAt: new Date(Date.now() + 1_000).toISOString(),
    });
    await page.keyboard.press("j");
    await expect(row).toBeFocused();
    await page.keyboard.press("o");
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

    // The page listens once its timeline is there.
    await expect(page.getByText("created the deal")).toBeVisible();
    await page.keyboard.press("l");
    await expect(page.getByRole("textbox", { name: "Call" })).toBeFocused();
    await page.keyboard.type("They have the budget");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("They have the budget")).toBeVisible();

    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await expect(page.getByRole("heading", { level: 1, name: "Deals" })).toBeVisible();
    await expect(column(page, "Proposal")).toBeVisible();
    await page.keyboard.press("/");
    await page.keyboard.type(name);
    await expect(column(page, "Proposal")).toHaveAccessibleName("Proposal: 1 deal");
    await page.keyboard.press("Enter");
    await page.keyboard.press("j");
    await expect(column(page, "Proposal").getByRole("link", { name })).toBeFocused();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    // What it asks for is told before the card is put down.
    await expect(column(page, "Negotiation")).toContainText("asks for Description and a call on record");
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
    await expect(row).toBeVisible();
    await page.keyboard.press("j");
    await expect(row).toBeFocused();
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
    await expect(page.getByText("Reminder", { exact: true })).toBeVisible({ timeout: 90_000 });
    await page.getByRole("link", { name: `Ring ${name}` }).click();
    await expect(page.getByRole("heading", { level: 1, name: `Ring ${name}` })).toBeVisible();
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
  await call(app, "sales_manager", "POST", "deals", {
    title: `${name} theirs`,
    value: 1,
    currency: "USD",
    stage: "proposal",
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

  // A colleague's card stays in its place and says whose it is.
  const theirs = column(page, "Proposal").getByRole("link", { name: `${name} theirs` });
  await theirs.focus();
  await page.keyboard.press(" ");
  await expect(page.getByRole("status").filter({ hasText: `${name} theirs is with ` })).toBeAttached();
  const place = await theirs.boundingBox();
  if (!place) throw new Error("The colleague's card must be on the screen");
  await page.mouse.move(place.x + 10, place.y + 8);
  await page.mouse.down();
  await page.mouse.move(place.x - 120, place.y + 60, { steps: 6 });
  await expect(page.locator("[data-dragging]")).toHaveCount(0);
  await page.mouse.up();
  await expect(theirs).toBeVisible();
});

test("winning asks why, and a lead becomes a deal and a lead again", async ({ page, signIn, app }) => {
  const name = `Prize ${unique()}`;
  const deal = await call(app, "sales_manager", "POST", "deals", {
    title: name,
    value: 500,
    currency: "USD",
  });
  await signIn(page, "sales_manager");
  // Escape leaves the question alone, not the deal behind it as well.
  await page.goto(`${app.baseUrl}/deals?view=list&record=${deal.id}`);
  const panel = page.getByRole("region", { name: `Deal: ${name}` });
  await panel.getByRole("button", { name: "Lost" }).click();
  const loss = page.getByRole("dialog", { name: `Lose ${name}` });
  await expect(loss).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(loss).toBeHidden();
  await expect(panel).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await page.goto(`${app.baseUrl}/deals/${deal.id}`);
  await expect(page.getByRole("button", { name: "Won" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search records and commands" }).fill(">win this");
  await page.getByRole("option", { name: "Win this deal" }).click();
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
  const convert = page.getByRole("dialog", { name: `Convert Nora Quist ${word}` });
  const toDeal = async () => {
    await page.getByRole("button", { name: "Convert" }).click();
    await expect(convert.getByRole("region", { name: "Account" })).toContainText(`Quist ${word} Works`);
    await convert.getByRole("textbox", { name: "Title" }).fill(`Quist ${word} pilot`);
    await convert.getByRole("button", { name: "Convert" }).click();
    await expect(page.getByRole("heading", { level: 1, name: `Quist ${word} pilot` })).toBeVisible();
  };
  await toDeal();
  // Undone where the deal is shown: the deal goes, and the lead it came from is shown.
  await page
    .getByRole("alert")
    .filter({ hasText: "Lead converted" })
    .getByRole("button", { name: "Undo" })
    .click();
  await expect(page).toHaveURL(`${app.baseUrl}/leads/${lead.id}`);
  await toDeal();
  // Taken back in another window: the page of the deal that is gone says so, and has the way back.
  const other = await page.context().newPage();
  await other.goto(`${app.baseUrl}/leads/${lead.id}`);
  await other.getByRole("button", { name: "Take the conversion back" }).click();
  await expect(other.getByRole("button", { name: "Convert" })).toBeVisible();
  await expect(page.getByRole("heading", { name: `Quist ${word} pilot is not here any more` })).toBeVisible();
  await expect(page.getByText("You deleted this deal")).toBeVisible();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Quist ${word} pilot` })).toBeVisible();
});

test("what belongs to a deal: a colleague asked in, a file, a note that names someone, a reminder, a rhythm", async ({
  page,
  signIn,
  app,
}) => {
  test.setTimeout(120_000);
  const name = `Belongings ${unique()}`;
  const deal = await call(app, "sales_rep", "POST", "deals", { title: name, value: 10, currency: "USD" });
  const about = { relatedTo: { type: "deal", id: deal.id } };
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const due = { title: `Review ${name}`, dueDate: tomorrow, ...about };
  const task = await call(app, "sales_rep", "POST", "activities/tasks", due);
  const manager = demoUser(app, "sales_manager");
  const { name: managerName } = await call(app, "tenant_admin", "GET", `users/${manager.id}`);
  await signIn(page, "sales_rep");
  await page.goto(`${app.baseUrl}/deals/${deal.id}`);

  const working = page.getByRole("region", { name: "Working on it" });
  await working.getByRole("button", { name: "Ask a colleague into this deal" }).click();
  await working.getByRole("combobox", { name: "Colleague to ask in" }).click();
  await page.getByRole("option", { name: new RegExp(manager.email) }).click();
  await expect(working.getByRole("button", { name: `${managerName} no longer works on it` })).toBeVisible();
  expect(await call(app, "sales_rep", "GET", `deals/${deal.id}/collaborators`)).toMatchObject([
    { userId: manager.id },
  ]);

  const files = page.getByRole("region", { name: "Files", exact: true });
  const dot =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const choose = page.locator('input[aria-label="Files to attach"]');
  await choose.setInputFiles([
    { name: "plan.png", mimeType: "image/png", buffer: Buffer.from(dot, "base64") },
    { name: "tool.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ this is a program") },
  ]);
  await expect(page.getByText(/"tool.pdf" is not a file of a type that is taken/)).toBeVisible();
  await expect(files.getByRole("link", { name: "plan.png" })).toBeVisible();
  await expect(files.getByRole("link", { name: "tool.pdf" })).toHaveCount(0);
  await files.getByRole("button", { name: "Look at plan.png" }).click();
  const picture = page.getByRole("dialog", { name: "plan.png" }).getByRole("img", { name: "plan.png" });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await page.keyboard.press("Escape");
  // The address alone opens nothing.
  const address = await files.getByRole("link", { name: "plan.png" }).getAttribute("href");
  expect((await fetch(app.baseUrl + address)).status).toBe(401);

  await page.getByRole("textbox", { name: "Note" }).click();
  await page.keyboard.type(`Please look, @${String(managerName).split(" ")[0]?.slice(0, 3)}`);
  await expect(page.getByRole("option", { name: new RegExp(String(managerName)) })).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.type("it is urgent");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(`Please look, @${managerName} it is urgent`)).toBeVisible();
  await expect
    .poll(async () => {
      const path = `activities/notes?dealId=${deal.id}`;
      const [note] = (await call(app, "sales_rep", "GET", path)) as unknown as Row[];
      return note?.mentions;
    })
    .toEqual([manager.id]);

  await page.goto(`${app.baseUrl}/tasks/${task.id}`);
  await expect(page.getByText("created the task")).toBeVisible();
  await page.getByRole("button", { name: "Remind me" }).click();
  await page.getByRole("menuitem", { name: "An hour before" }).click();
  await expect(page.getByRole("button", { name: /^No reminder / })).toBeVisible();
  await page.getByRole("button", { name: "Edit Repeats" }).click();
  const rhythm = page.getByRole("combobox", { name: "Repeats", exact: true });
  await rhythm.selectOption({ label: "Another rhythm" });
  await page.getByRole("textbox", { name: "Number" }).fill("2");
  await page.getByRole("combobox", { name: "Unit" }).selectOption("MONTHLY");
  await rhythm.selectOption({ label: "Every week" });
  await page.getByRole("combobox", { name: "Repeats: end" }).selectOption("count");
  await page.getByRole("textbox", { name: "Times" }).fill("5");
  await page.getByRole("group", { name: "Edit Repeats" }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Every week, 5 times").first()).toBeVisible();
  // A word for this one alone: the next is called as before.
  await page.getByRole("combobox", { name: "Changes are meant for" }).selectOption("this");
  await page.getByRole("button", { name: "Edit Title" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill(`Once ${name}`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: `Once ${name}` })).toBeVisible();
  await page.getByRole("button", { name: "Done", exact: true }).click();
  await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
  const filter = `dealId=${deal.id}&status=pending`;
  const left = (await call(app, "sales_rep", "GET", `activities/tasks?${filter}`)) as unknown as Row[];
  expect(left).toMatchObject([{ title: `Review ${name}`, recurrence: "FREQ=WEEKLY;COUNT=4" }]);
  expect(left[0]?.dueDate).toBe(new Date(Date.parse(tomorrow) + 7 * 86_400_000).toISOString());
});

test("settings of selling: a stage made, moved and merged away, a rate, days away, a calendar's address", async ({
  page,
  signIn,
  app,
}) => {
  test.setTimeout(120_000);
  const word = unique();
  const pipeline = await call(app, "tenant_admin", "POST", "pipelines", {
    name: `Line ${word}`,
    stages: [{ name: "First" }, { name: "Second" }],
  });
  const pipelineId = pipeline.id;
  const deal = await call(app, "tenant_admin", "POST", "deals", {
    title: `In ${word}`,
    value: 1,
    pipelineId,
  });
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/settings/pipelines`);
  const line = page.getByRole("region", { name: `Line ${word}` });
  await line.getByRole("button", { name: "New stage" }).click();
  const sheet = page.getByRole("dialog", { name: "New stage" });
  await sheet.getByRole("textbox", { name: "Name" }).fill("Third");
  await sheet.getByRole("button", { name: "Add the stage" }).click();
  await line.getByRole("button", { name: "Move Third up" }).click();
  await expect(line.getByRole("listitem").nth(1)).toContainText("Third");
  await line.getByRole("button", { name: "Delete First" }).click();
  const gone = page.getByRole("dialog", { name: "Delete First" });
  await gone.getByRole("combobox").click();
  await page.getByRole("option", { name: "Second" }).click();
  await gone.getByRole("button", { name: "Delete" }).click();
  await expect(line.getByText("First")).toHaveCount(0);
  const moved = await call(app, "tenant_admin", "GET", `deals/${deal.id}`);
  expect(moved.stage).toBe("second");
  await call(app, "tenant_admin", "POST", `pipelines/${pipelineId}/archive`, {});

  await page.goto(`${app.baseUrl}/settings/currencies`);
  await page.getByRole("textbox", { name: "Currency" }).fill("NOK");
  await page.getByRole("textbox", { name: /^One is worth/ }).fill("0.09");
  await page.getByRole("button", { name: "Set the rate" }).click();
  await expect(page.getByText(/1 NOK = 0.09/)).toBeVisible();
  await page.getByRole("button", { name: "Remove the rate of NOK" }).click();
  await expect(page.getByText(/1 NOK = 0.09/)).toHaveCount(0);

  await page.goto(`${app.baseUrl}/settings/profile`);
  const away = page.getByRole("region", { name: "Days away" });
  await away.getByRole("button", { name: "From – to" }).click();
  const day = page.getByRole("dialog").locator("button:not([disabled])").filter({ hasText: /^\d+$/ }).last();
  await day.click();
  await day.click();
  await away.getByRole("textbox", { name: "Why" }).fill("Holiday");
  await away.getByRole("button", { name: "Note it" }).click();
  await expect(away.getByText("Holiday")).toBeVisible();
  await away.getByRole("button", { name: /^Remove / }).click();
  await expect(away.getByText("Holiday")).toHaveCount(0);

  const feed = page.getByRole("region", { name: "Calendar feed" });
  await feed.getByRole("button", { name: "Make an address" }).click();
  const address = (await feed.getByLabel("address", { exact: true }).textContent()) ?? "";
  const answer = await fetch(address);
  expect([answer.status, (await answer.text()).slice(0, 15)]).toEqual([200, "BEGIN:VCALENDAR"]);
  await feed.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(feed.getByRole("button", { name: "Make an address" })).toBeVisible();
  expect((await fetch(address)).status).toBe(404);

  // Late in the evening here is the next morning in Tokyo.
  const late = await call(app, "tenant_admin", "POST", "activities/events", {
    title: `Late ${word}`,
    startTime: "2031-03-11T22:30:00Z",
    endTime: "2031-03-11T23:00:00Z",
  });
  await page.goto(`${app.baseUrl}/calendar?view=week&date=2031-03-11`);
  const on = (day: string) =>
    page.locator(`[data-date="${day}"]`).getByRole("button", { name: `Late ${word}` });
  await expect(on("2031-03-11")).toContainText("22:30");
  await page.getByRole("combobox", { name: "Time zone" }).click();
  await page.keyboard.type("Tokyo");
  await page.getByRole("option", { name: /^Tokyo/ }).click();
  await expect(on("2031-03-12")).toContainText("07:30");
  await expect(on("2031-03-11")).toHaveCount(0);
  await expect(page).toHaveURL(/zone=Asia%2FTokyo/);
  // A colleague is asked to it on its sheet.
  await on("2031-03-12").click();
  const invitation = page.getByRole("dialog", { name: "Event" });
  await invitation.getByLabel("Colleagues who take part").click();
  await page.keyboard.type("Rosa");
  await page.getByRole("option", { name: /Rosa Martin/ }).click();
  await invitation.getByRole("button", { name: "Save" }).click();
  await expect(invitation).toBeHidden();
  expect(await call(app, "tenant_admin", "GET", `activities/events/${late.id}`)).toMatchObject({
    attendees: [demoUser(app, "sales_rep").id],
  });
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
      "/settings/forms",
      "/settings/leads",
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
