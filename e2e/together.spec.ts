// Two people at one record, each at a server process of their own, as behind a load balancer: seen, told, never overwritten.
import { api, demoUser, expect, test, withSecondServer } from "./fixtures";

test("through two processes colleagues see each other, and of two edits of one field none is lost unseen", async ({
  page,
  browser,
  signIn,
  app,
}) => {
  // The second process has to start.
  test.setTimeout(90_000);
  const account = await api(app, "POST", "accounts", { name: "Twin Ltd", industry: "Steam", force: true });
  const { email, password } = demoUser(app, "sales_manager");
  await signIn(page, "tenant_admin");
  await page.goto(`/accounts/${account.id}`);
  await withSecondServer(app, async (baseUrl) => {
    const other = await (await browser.newContext()).newPage();
    await other.goto(`${baseUrl}/sign-in`);
    await other.getByLabel("E-mail").fill(email);
    await other.getByLabel("Password", { exact: true }).fill(password);
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await other.waitForURL(/\/(today|contacts|accounts)/);
    await other.goto(`${baseUrl}/accounts/${account.id}`);
    for (const one of [page, other])
      await expect(one.getByRole("list", { name: "Also looking at this record" })).toBeVisible();

    // Both begin to edit the same field, and each sees that the other does.
    const industry = (one: typeof page) =>
      one.getByRole("group", { name: "Edit Industry" }).getByRole("textbox");
    for (const one of [page, other]) await one.getByRole("button", { name: "Edit Industry" }).click();
    for (const one of [page, other]) await expect(one.getByText("is editing Industry")).toBeAttached();

    // What the other one saves arrives here, beside what is being typed.
    await industry(other).fill("Robots");
    await industry(other).press("Enter");
    await expect(
      page.getByRole("listitem").filter({ hasText: "Industry from Steam to Robots" }).last(),
    ).toBeVisible();
    await industry(page).fill("Sails");
    await industry(page).press("Enter");
    const conflict = page.getByRole("dialog", { name: /changed this meanwhile$/ });
    for (const text of ["Before: Steam", "Sails", "Robots"]) await expect(conflict).toContainText(text);
    await conflict.getByRole("button", { name: "Decide later" }).click();
    await expect(industry(page)).toHaveValue("Sails");
    await expect(page.getByRole("definition").getByRole("alert")).toContainText("has changed this meanwhile");
    expect(await api<{ industry: string }>(app, "GET", `accounts/${account.id}`)).toMatchObject({
      industry: "Robots",
    });

    await industry(page).press("Enter");
    await conflict.getByRole("radio", { name: /^Yours/ }).click();
    await conflict.getByRole("button", { name: "Save these" }).click();
    for (const one of [page, other])
      await expect(one.getByRole("definition").filter({ hasText: /^Sails$/ })).toBeVisible();
    await other.context().close();
  });
});
