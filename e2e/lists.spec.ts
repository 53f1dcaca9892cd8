// A rep's own list: filtered one step away, grouped, added up, kept as a view, shared, and asked for by a program.
import type { Page } from "@playwright/test";
import { type App, api, demoUser, expect, test } from "./fixtures";

const shown = (page: Page) => page.getByRole("grid", { name: "contacts" });

test("a list is filtered, grouped and added up, kept as a view that others open, and copied as a request", async ({
  page,
  browser,
  signIn,
  app,
}) => {
  // Two people, one after the other.
  test.setTimeout(120_000);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "sales_manager");
  await page.goto("/contacts");
  await expect(page.getByRole("rowheader").first()).toBeVisible();

  await page.keyboard.press("f");
  const filter = page.getByRole("dialog", { name: "Filter" });
  const field = filter.getByRole("combobox", { name: "Field" });
  await field.click();
  await field.fill("Account › Industry");
  await page.getByRole("option", { name: "Account › Industry" }).click();
  await filter.getByRole("textbox", { name: "Industry" }).fill("Logistics");
  await expect(
    page.getByRole("button", { name: "Account › Industry contains Logistics", exact: true }),
  ).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Group", exact: true }).click();
  const grouping = page.getByRole("dialog", { name: "Group" });
  await grouping.getByRole("combobox", { name: "Group by" }).click();
  // Groups and rows are there before anything is counted.
  let count = () => {};
  const counting = new Promise<void>((resolve) => {
    count = resolve;
  });
  await page.route(/\/records\.group$/, async (route) => {
    await counting;
    await route.continue();
  });
  await page.getByRole("option", { name: "Status", exact: true }).click();
  await expect(shown(page).getByRole("button", { name: "Active", exact: true })).toBeVisible();
  await expect(
    shown(page)
      .getByRole("checkbox", { name: /^Select (?!all)/ })
      .first(),
  ).toBeVisible();
  count();
  const active = shown(page).getByRole("button", { name: /^Active \d+$/ });
  await expect(active).toBeVisible();
  const activeGroup = (await active.innerText()).replace(/\s+/g, " ");
  await page.keyboard.press("Escape");
  await expect(grouping).toHaveCount(0);
  await page.getByRole("button", { name: "Calculate E-mail" }).click();
  await page.getByRole("menuitem", { name: "Filled" }).click();
  await expect(shown(page).getByRole("button", { name: /^Filled \d+$/ })).toBeVisible();

  await page.getByRole("button", { name: "Save as new" }).click();
  const form = page.getByRole("dialog", { name: "Save as a new view" });
  await form.getByLabel("Name").fill("People in logistics");
  await form.getByRole("radio", { name: /^Everyone/ }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/contacts\?saved=view_[0-9a-f]+$/);

  // Kept in the sidebar, it is one click away from everywhere, until the view is gone.
  await page.getByRole("button", { name: "View People in logistics" }).click();
  await page.getByRole("menuitem", { name: "Keep in the sidebar" }).click();
  const kept = page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "People in logistics" });
  await expect(kept).toHaveAttribute("href", /\/contacts\?saved=view_[0-9a-f]+$/);

  // A colleague opens the link: the same groups and figures. Closing a group leaves the others.
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "tenant_admin");
  await other.goto(page.url());
  await expect(shown(other).getByRole("button", { name: activeGroup })).toBeVisible();
  const rows = shown(other).getByRole("checkbox", { name: /^Select (?!all)/ });
  await expect(rows.first()).toBeVisible();
  await other.getByRole("button", { name: "Group · Status" }).click();
  await other.getByRole("button", { name: "Close all" }).click();
  await expect(rows).toHaveCount(0);
  await readsOn(other, app);
  await other.context().close();

  // What a program would get with the copied request is what the page counts.
  await page.getByRole("button", { name: "More for this list" }).click();
  await page.getByRole("menuitem", { name: "Copy as REST request" }).click();
  await expect(page.getByText("Copied as a curl command")).toBeVisible();
  const curl = await page.evaluate(() => navigator.clipboard.readText());
  const parameters = new URLSearchParams(
    [...curl.matchAll(/--data-urlencode '([^=]+)=([^']*)'/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
  const { token } = demoUser(app, "sales_manager");
  const answer = await fetch(`${curl.match(/curl -G '([^']+)'/)?.[1]}?${parameters}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { meta }: { meta: { pagination: { total: number } } } = await answer.json();
  expect(meta.pagination.total).toBeGreaterThan(3);
  const title = page.getByRole("heading", { name: "Contacts" }).locator("xpath=..");
  await expect(title).toContainText(new RegExp(`Contacts\\s*${meta.pagination.total}`));

  // Changed over the view: marked, taken over into it, and gone again with the view, which comes back.
  await page.getByRole("columnheader", { name: /^Name/ }).getByRole("button").first().click();
  await expect(page).toHaveURL(/saved=view_[0-9a-f]+&sort=fullName$/);
  await page.getByRole("button", { name: "Update view" }).click();
  await expect(page).toHaveURL(/\?saved=view_[0-9a-f]+$/);
  await expect(page.getByRole("columnheader", { name: /^Name/ })).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("button", { name: "View People in logistics" }).click();
  await page.getByRole("menuitem", { name: "Delete view" }).click();
  await expect(page).toHaveURL(/\/contacts$/);
  await expect(kept).toHaveCount(0);
  await page.getByRole("alert").filter({ hasText: "deleted" }).getByRole("button", { name: "Undo" }).click();
  await page
    .getByRole("navigation", { name: "Views" })
    .getByRole("button", { name: /People in logistics/ })
    .click();
  await expect(active).toBeVisible();
});

/** A long group is read by scrolling alone; what comes in above moves neither the window nor the cell one is at. */
async function readsOn(page: Page, app: App) {
  // Nothing is told live: what is read later is newer than what is shown.
  await page.route(/\bevents\.live\b/, (route) => route.abort());
  await page.goto(`${app.baseUrl}/contacts?group=status&sort=fullName`);
  const headers = shown(page)
    .getByRole("rowheader")
    .filter({ has: page.getByRole("button") });
  const first = headers.first();
  await expect(first).toHaveText(/^\D+[\d,]+$/);
  const firstName = await first.innerText();
  const inFirst = Number(firstName.replace(/\D/g, ""));
  expect(inFirst, "more than three pages").toBeGreaterThan(250);
  await expect(
    shown(page)
      .getByRole("checkbox", { name: /^Select (?!all)/ })
      .first(),
  ).toBeVisible();

  // The first of the group now belongs to its end, so the pages to come bring it once more.
  const group = firstName.replace(/[^a-z]/gi, "").toLowerCase();
  const [moved] = await api<{ id: string }[]>(
    app,
    "GET",
    `contacts?status=${group}&sort=lastName,firstName&limit=1`,
  );
  await api(app, "PATCH", `contacts/${moved?.id}`, { lastName: "Zzyzx" });

  // The next page is under way while one is already at the second group.
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(/\bcontacts\.list\b.*cursor/, async (route) => {
    await answered;
    await route.continue();
  });
  const scroller = shown(page).locator("xpath=..");
  await scroller.evaluate((element) => element.scrollTo({ top: 100 * 38 }));
  await expect(shown(page).getByRole("img", { name: /^Loading more of/ })).toBeInViewport();
  // Whose rows these are is read in the middle of them too: right below the heads of the columns.
  const columns = shown(page).getByRole("columnheader").first();
  await expect
    .poll(async () =>
      Math.round(((await first.boundingBox())?.y ?? 0) - ((await columns.boundingBox())?.y ?? 0)),
    )
    .toBe(36);
  await scroller.evaluate((element, top) => element.scrollTo({ top }), (inFirst - 4) * 38);
  const header = headers.nth(1);
  await expect(header).toBeInViewport();
  const line = async () => Number(await header.locator("xpath=..").getAttribute("aria-rowindex"));
  const tick = header.locator("xpath=../../following-sibling::div[1]").getByRole("checkbox");
  const name = (await tick.getAttribute("aria-label")) ?? "";
  await tick.locator("xpath=..").focus();
  const before = await line();
  const top = async () => Math.round((await header.boundingBox())?.y ?? 0);
  const stood = await top();
  answer();
  // Nobody asks by a button: what is in sight of the place is read until the group is whole.
  await expect.poll(line, { timeout: 30_000 }).toBe(inFirst + 3);
  expect(before).toBeLessThan(inFirst);
  expect(Math.abs((await top()) - stood)).toBeLessThanOrEqual(1);
  await page.keyboard.press("x");
  await expect(shown(page).getByRole("checkbox", { name, exact: true })).toBeChecked();

  // Closed from the end of it, the group is gone back to: the next ones follow it, and nothing was passed over.
  await first.getByRole("button").click();
  await expect(first.getByRole("button")).toHaveAttribute("aria-expanded", "false");
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(0);
  await expect(header).toBeInViewport();

  // A field that is no more is said to be, with a way on.
  await page.goto(`${app.baseUrl}/contacts?filter=${encodeURIComponent('{"gone":{"eq":1}}')}`);
  await expect(page.getByRole("alert").filter({ hasText: 'Unknown field "gone".' })).toBeVisible();
  await page.getByRole("button", { name: "Show all contacts" }).click();
  await expect(page).toHaveURL(/\/contacts$/);
  await expect(shown(page).getByRole("rowheader").first()).toBeVisible();
}

test("a view whose field was deleted still opens, is saved and copied, and has the field back when it is restored", async ({
  page,
  signIn,
  app,
}) => {
  const field = { recordType: "contact", label: "Shoe size", kind: "integer" };
  const { id, key } = await api<{ id: string; key: string }>(app, "POST", "fields", field);
  const view = await api(app, "POST", "views", {
    recordType: "contact",
    name: "Shoes",
    visibility: "workspace",
    columns: ["fullName", `customFields.${key}`],
    calculations: { [`customFields.${key}`]: "sum" },
  });
  await api(app, "DELETE", `fields/${id}`);
  await signIn(page, "tenant_admin");
  await page.goto(`/contacts?saved=${view.id}`);
  const heading = (name: string) => shown(page).getByRole("columnheader", { name });
  await expect(heading("Name")).toBeVisible();
  await expect(heading("Shoe size")).toHaveCount(0);
  await page.getByRole("searchbox").first().fill("a");
  await page.getByRole("button", { name: "Update view" }).click();
  await expect(page.getByRole("button", { name: "Update view" })).toHaveCount(0);

  await page.getByRole("searchbox").first().fill("e");
  await page.getByRole("button", { name: "Save as new" }).click();
  const form = page.getByRole("dialog", { name: "Save as a new view" });
  await form.getByLabel("Name").fill("No shoes");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(
    page
      .getByRole("tab", { name: /No shoes/ })
      .or(page.getByText("No shoes"))
      .first(),
  ).toBeVisible();
  await expect(page).not.toHaveURL(new RegExp(view.id));

  await api(app, "POST", `fields/${id}/restore`);
  await page.goto(`/contacts?saved=${view.id}`);
  await expect(heading("Shoe size")).toBeVisible();
});
