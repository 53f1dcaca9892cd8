// Two people at one record: seen by each other, live computed fields, an old value brought back, the next by key.
import { api, expect, test } from "./fixtures";

test("a roll-up is made with its preview, filled live; colleagues are seen; an old value comes back", async ({
  page,
  browser,
  signIn,
  app,
}) => {
  test.setTimeout(120_000);
  const account = await api(app, "POST", "accounts", {
    name: "Presence Ltd",
    industry: "Steam",
    force: true,
  });
  await api(app, "POST", "accounts", { name: "Presence Next", force: true });
  await signIn(page, "tenant_admin");
  await page.goto("/settings/fields");
  await page.locator("label", { hasText: /^Accounts$/ }).click();
  await page.getByRole("button", { name: "New field" }).click();
  const form = page.getByRole("dialog", { name: "New field" });
  await form.getByLabel("Name").fill("Headcount");
  await form.getByText("Related records", { exact: true }).click();
  await form.getByRole("combobox", { name: "Over" }).click();
  await page.getByRole("option", { name: "Contacts by Account" }).click();
  await expect(form.getByRole("region", { name: "Preview" })).toContainText("Presence Next");
  await form.getByRole("button", { name: "Make the field" }).click();
  await expect(form).toHaveCount(0);

  const other = await (await browser.newContext()).newPage();
  await signIn(other, "sales_manager");
  await page.goto("/accounts?search=Presence&sort=name");
  await expect(page.getByRole("link", { name: "Presence Next" })).toBeVisible();
  await page.goto(`/accounts/${account.id}`);
  await other.goto(`${app.baseUrl}/accounts/${account.id}`);
  const present = page.getByRole("list", { name: "Also looking at this record" });
  await expect(present).toBeVisible();
  const headcount = page.getByRole("definition").filter({ hasText: /^0$/ });
  await expect(headcount).toBeVisible();
  await api(app, "POST", "contacts", { firstName: "Ada", lastName: "L", accountId: account.id, force: true });
  await expect(page.getByRole("definition").filter({ hasText: /^1$/ })).toBeVisible();

  await other.getByRole("button", { name: "Edit Industry" }).click();
  await expect(present).toContainText("is editing Industry");
  await other.keyboard.press("ControlOrMeta+A");
  await other.keyboard.type("Robots");
  await other.keyboard.press("Enter");
  const change = page.getByRole("listitem").filter({ hasText: "Industry from Steam to Robots" }).last();
  await expect(change).toBeVisible();
  await other.context().close();
  await expect(present).toHaveCount(0, { timeout: 30_000 });
  await change.hover();
  await change.getByRole("button", { name: "Restore this value of Industry" }).click();
  await expect(page.getByRole("definition").filter({ hasText: /^Steam/ })).toBeVisible();
  await page.keyboard.press("]");
  await expect(page.getByRole("heading", { name: "Account Presence Next" })).toBeVisible();
});
