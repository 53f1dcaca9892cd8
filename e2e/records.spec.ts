// The first day of a rep: bring the accounts in, find one, change it, take it back, while a colleague looks on.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const accountsFile = join(process.cwd(), "../shared/data/maven-crm/accounts.csv");

/** The file of 85 companies, or as many of our own where it is not at hand. */
async function accountsCsv(): Promise<Buffer> {
  return readFile(accountsFile).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    const rows = Array.from(
      { length: 84 },
      (_, at) => `Wayside ${at + 2},retail,1990,12.5,${at + 10},Kenya,`,
    );
    return Buffer.from(
      [
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
        "Betatech,medical,1986,647.18,1185,Kenya,",
        ...rows,
      ].join("\n"),
    );
  });
}

const toast = (page: Page, text: string) => page.getByRole("alert").getByText(text, { exact: true }).last();

/** Searches the list that is open and waits for the record. */
async function find(page: Page, words: string, name: string) {
  await page.getByRole("searchbox").fill(words);
  await expect(page.getByRole("link", { name, exact: true })).toBeVisible();
}

test.describe.configure({ mode: "serial" });

test("accounts come in from a file, and the report says what to look at", async ({ page, signIn, app }) => {
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/import?type=accounts`);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "accounts.csv", mimeType: "text/csv", buffer: await accountsCsv() });
  await expect(page.getByText("7 of 7 columns matched")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Field for sector" })).toHaveValue("Industry");
  await page.getByRole("button", { name: "See what it will do" }).click();
  await expect(page.getByRole("row", { name: /Betatech/ }).getByText("new", { exact: true })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole("button", { name: "Import 85 rows" }).click();
  await expect(page.getByText("Done", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.locator("dl").getByText("85", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "See the accounts" }).click();
  await find(page, "Betatech", "Betatech");
});

test("an edit is seen by a colleague within a second, and its undo too", async ({
  page,
  browser,
  signIn,
  app,
}) => {
  await signIn(page, "tenant_admin");
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "sales_manager");
  for (const one of [page, other]) {
    await one.goto(`${app.baseUrl}/accounts`);
    await find(one, "Betatech", "Betatech");
  }
  await page.getByRole("link", { name: "Betatech", exact: true }).click();
  await expect(page).toHaveURL(/record=account_/);
  await page.getByRole("button", { name: "Edit Industry" }).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("Robotics");
  await page.keyboard.press("Enter");
  await expect(toast(page, "Account changed")).toBeVisible();
  await expect(other.getByRole("gridcell", { name: "Robotics" })).toBeVisible({ timeout: 1_000 });
  // The panel's timeline names both values.
  await expect(page.locator("del", { hasText: "medical" })).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(other.getByRole("gridcell", { name: "medical" })).toBeVisible({ timeout: 2_000 });
  await other.context().close();
});

test("two who change the same field are asked, and nothing is overwritten unseen", async ({
  page,
  browser,
  signIn,
  app,
}) => {
  await signIn(page, "tenant_admin");
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "sales_manager");
  for (const one of [page, other]) {
    await one.goto(`${app.baseUrl}/accounts`);
    await find(one, "Betatech", "Betatech");
    await one.getByRole("link", { name: "Betatech", exact: true }).click();
    await one.getByRole("button", { name: "Edit Industry" }).click();
    await one.keyboard.press("ControlOrMeta+A");
  }
  await page.keyboard.type("Mine");
  await other.keyboard.type("Theirs");
  await other.keyboard.press("Enter");
  await expect(toast(other, "Account changed")).toBeVisible();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /changed this meanwhile/ });
  await expect(dialog.getByText("Before: medical")).toBeVisible();
  await dialog.getByRole("radio", { name: /Theirs/ }).click();
  await dialog.getByRole("button", { name: "Save these" }).click();
  await expect(page.getByRole("gridcell", { name: "Theirs" })).toBeVisible();
  await expect(other.getByRole("gridcell", { name: "Theirs" })).toBeVisible();
  await other.context().close();
});

test("a form tells what is missing and what is wrong in one round", async ({ page, signIn }) => {
  await signIn(page, "sales_rep");
  await page.goto("/contacts");
  await page.getByRole("button", { name: "New contact" }).click();
  const form = page.getByRole("dialog", { name: "New contact" });
  await form.getByLabel("First name").fill("Nora");
  await form.getByRole("textbox", { name: "E-mail" }).fill("not right");
  await form.getByRole("button", { name: "Create contact" }).click();
  const told = form.getByRole("alert");
  await expect(told.getByRole("listitem")).toHaveText(["Last name is needed", /^E-mail: /]);
  await expect(form.getByLabel("Last name")).toBeFocused();
  await expect(form.getByLabel("First name")).toHaveValue("Nora");
});

test("a contact that is there already is noticed while its twin is typed", async ({ page, signIn }) => {
  await signIn(page, "tenant_admin");
  await page.goto("/contacts");
  const first = page.getByRole("rowheader").first();
  await expect(first).toBeVisible();
  const email = await page.getByRole("gridcell").filter({ hasText: "@" }).first().innerText();
  await page.getByRole("button", { name: "New contact" }).click();
  const form = page.getByRole("dialog", { name: "New contact" });
  await form.getByLabel("First name").fill("Twin");
  await form.getByLabel("Last name").fill("Twinning");
  await form.getByRole("textbox", { name: "E-mail" }).fill(email);
  await expect(form.getByText("This may exist already")).toBeVisible();
  await form.getByRole("button", { name: "Create contact" }).click();
  await form.getByRole("button", { name: "Create anyway" }).click();
  await expect(page).toHaveURL(/record=contact_/);
  await expect(page.getByRole("heading", { name: "Contact Twin Twinning" })).toBeVisible();
  await page.getByRole("button", { name: "More for this contact" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(toast(page, "Contact deleted")).toBeVisible();
  await expect(page.getByRole("link", { name: "Twin Twinning" })).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByRole("link", { name: "Twin Twinning" })).toBeVisible();
});

test("several rows are tagged at once and taken back as one", async ({ page, signIn }) => {
  await signIn(page, "tenant_admin");
  await page.goto("/contacts");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  for (const at of [1, 2, 3])
    await page
      .getByRole("checkbox", { name: /^Select / })
      .nth(at)
      .click();
  await page.getByRole("button", { name: "Tag", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Tag 3 contacts" });
  await dialog.getByRole("combobox", { name: "Tags" }).fill("autumn-fair");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("3 contacts will change.")).toBeVisible();
  await dialog.getByRole("button", { name: "Tag 3 contacts" }).click();
  const tagged = page.getByRole("alert").filter({ hasText: "3 contacts tagged" });
  await expect(tagged).toBeVisible();
  // It covers neither what can be done with the next rows nor, on a phone, the way to another page.
  await page
    .getByRole("checkbox", { name: /^Select / })
    .nth(1)
    .click();
  const room = async (below: Locator) => {
    // A toast stays for as long as the pointer is on it.
    await tagged.hover();
    const [upper, lower] = await Promise.all([tagged.boundingBox(), below.boundingBox()]);
    return upper && lower ? lower.y - (upper.y + upper.height) : Number.NaN;
  };
  await expect.poll(() => room(page.getByRole("toolbar", { name: "Selected rows" }))).toBeGreaterThan(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => room(page.getByRole("navigation", { name: "Places" }))).toBeGreaterThan(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  const filter = encodeURIComponent('{"tags":{"in":["autumn-fair"]}}');
  await page.goto(`${page.url().split("?")[0]}?filter=${filter}`);
  await expect(page.getByText("3 contacts", { exact: true }).last()).toBeVisible();

  // Everything that the list matches, loaded or not, and one undo for all of it.
  await page.getByRole("checkbox", { name: "Select all loaded rows" }).click();
  await page.getByRole("button", { name: "Untag", exact: true }).click();
  const untag = page.getByRole("dialog", { name: "Untag 3 contacts" });
  await untag.getByRole("combobox", { name: "Tags" }).fill("autumn-fair");
  await page.keyboard.press("Enter");
  await untag.getByRole("button", { name: "Untag 3 contacts" }).click();
  await expect(page.getByRole("heading", { name: "No contacts match" })).toBeVisible();
  await page.getByRole("alert").getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("3 contacts", { exact: true }).last()).toBeVisible();

  await page.goto(page.url().replace(/\/contacts.*/, "/history"));
  await page
    .getByRole("button", { name: /^Undo: Tagged 3 contacts/ })
    .first()
    .click();
  await expect(page.getByText("Undone: 3 records", { exact: true }).first()).toBeVisible();
});

test("a list is shared by its address: filter, sort and columns", async ({ page, signIn, app }) => {
  await signIn(page, "sales_rep");
  const filter = encodeURIComponent(JSON.stringify({ type: { in: ["Customer"] } }));
  await page.goto(`${app.baseUrl}/accounts?filter=${filter}&sort=-employees&columns=name,type,employees`);
  await expect(page.getByRole("columnheader", { name: /Employees/ })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await expect(page.getByRole("columnheader", { name: /Website/ })).toHaveCount(0);
  const numbers = await page.locator('[role="gridcell"][aria-colindex="4"]').allInnerTexts();
  const sizes = numbers.map((text) => Number(text.replaceAll(",", ""))).filter((size) => !Number.isNaN(size));
  expect(sizes.length).toBeGreaterThan(5);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(new Set(await page.locator('[role="gridcell"][aria-colindex="3"]').allInnerTexts())).toEqual(
    new Set(["Customer"]),
  );
});

test("whoever is signed out comes back to the page they asked for", async ({ page, app, signIn }) => {
  await page.goto(`${app.baseUrl}/accounts?sort=-employees`);
  await page.waitForURL(/\/sign-in\?returnTo=/);
  expect(new URL(page.url()).searchParams.get("returnTo")).toBe("/accounts?sort=-employees");
  await signIn(page, "sales_rep");
});
