// Two records that are one: found, compared, merged, met under the old address, taken apart again.
import { api, expect, test } from "./fixtures";

test("a pair is merged by keyboard; its old address leads on; un-merge says what it kept", async ({
  page,
  browser,
  signIn,
  app,
}) => {
  const create = (values: Record<string, unknown>) =>
    api(app, "POST", "contacts", { firstName: "Grace", company: "US Navy", force: true, ...values });
  const kept = await create({ lastName: "Hopper", email: "grace@navy.example", phone: "+1 212 555 0188" });
  const lost = await create({ lastName: "Hopper", email: "grace@cobol.example", phone: "(212) 555-0188" });
  await signIn(page, "tenant_admin");
  await page.goto("/duplicates?type=contacts");
  // Two reasons make it the most suspicious pair, which is the one that the keys act on first.
  const pair = page.getByRole("listitem", { name: "Grace Hopper and Grace Hopper" });
  await expect(pair.getByText("same phone")).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(pair).toBeFocused();
  await page.keyboard.press("m");
  const sheet = page.getByRole("dialog", { name: "Merge 2 contacts" });
  await sheet.getByRole("radio", { name: /grace@cobol\.example/ }).check();
  await expect(sheet.getByRole("radio", { name: /grace@navy\.example/ })).not.toBeChecked();
  await sheet.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByText("2 contacts merged into Grace Hopper", { exact: true }).last()).toBeVisible();
  await expect(pair).toHaveCount(0);

  await page.goto(`/contacts/${lost.id}`);
  await expect(page).toHaveURL(new RegExp(`/contacts/${kept.id}\\?was=${lost.id}$`));
  const note = page.getByRole("status").filter({ hasText: "was merged into this contact" });
  await expect(note).toContainText("Grace Hopper");
  await expect(page.getByRole("link", { name: "grace@cobol.example" })).toBeVisible();

  // Edited since: the un-merge leaves it alone and says so.
  await api(app, "PUT", `contacts/${kept.id}`, { email: "rear.admiral@navy.example" });
  await note.getByRole("button", { name: "Un-merge" }).click();
  const report = page.getByRole("dialog", { name: "Un-merged" });
  await expect(report.getByRole("region", { name: "On their own again" })).toContainText("Grace Hopper");
  await expect(report.getByRole("region", { name: "Kept, because edited since" })).toContainText("E-mail");
  await report.getByRole("region", { name: "On their own again" }).getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/contacts/${lost.id}$`));
  await expect(page.getByRole("link", { name: "grace@cobol.example" })).toBeVisible();

  // They are suspected again, until someone says that they are two.
  const banner = page.getByRole("region", { name: "Possible duplicates" });
  await expect(banner).toContainText("Possible duplicates: 1");
  await banner.getByRole("button", { name: "Keep separate" }).click();
  await expect(banner).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(banner).toBeVisible();

  // A rep, who may not merge, is told who may.
  const context = await browser.newContext();
  const rep = await context.newPage();
  await signIn(rep, "sales_rep");
  await rep.goto(page.url());
  const told = rep.getByRole("region", { name: "Possible duplicates" });
  await expect(told).toContainText(/Ask .+ to merge them or keep them separate/);
  await expect(told.getByRole("button")).toHaveCount(0);
  await context.close();
});

test("selected rows are merged from their list, and undo brings them back", async ({ page, signIn, app }) => {
  const names = ["Wayfarer One", "Wayfarer Two"];
  for (const name of names) await api(app, "POST", "accounts", { name, force: true });
  await signIn(page, "sales_manager");
  await page.goto("/accounts?search=Wayfarer");
  const row = (name: string) => page.getByRole("link", { name, exact: true });
  await expect(row("Wayfarer One")).toBeVisible();
  for (const name of names) await page.getByRole("checkbox", { name: `Select ${name}` }).click();
  await page
    .getByRole("toolbar", { name: "Selected rows" })
    .getByRole("button", { name: "Merge", exact: true })
    .click();
  const sheet = page.getByRole("dialog", { name: "Merge 2 accounts" });
  await sheet.getByRole("radiogroup", { name: "Which one stays" }).getByRole("radio").last().check();
  await sheet.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(row("Wayfarer One")).toHaveCount(0);
  await expect(row("Wayfarer Two")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await page.getByRole("dialog", { name: "Un-merged" }).getByRole("button", { name: "Close" }).last().click();
  await expect(row("Wayfarer One")).toBeVisible();
});

test("of a link that one record alone may hold, the merge asks who keeps it", async ({
  page,
  signIn,
  app,
}) => {
  const field = {
    recordType: "contact",
    label: "Patron",
    kind: "record",
    targetType: "account",
    isUnique: true,
  };
  const { key } = await api<{ key: string }>(app, "POST", "fields", field);
  const names = ["Maecenas One", "Maecenas Two"];
  const contacts: { id: string }[] = [];
  for (const [at, name] of names.entries()) {
    const account = await api(app, "POST", "accounts", { name, force: true });
    contacts.push(
      await api(app, "POST", "contacts", {
        firstName: ["Virgil", "Horace"][at],
        lastName: "Poet",
        customFields: { [key]: account.id },
        force: true,
      }),
    );
  }
  await signIn(page, "tenant_admin");
  await page.goto("/accounts?search=Maecenas");
  for (const name of names) await page.getByRole("checkbox", { name: `Select ${name}` }).click();
  await page
    .getByRole("toolbar", { name: "Selected rows" })
    .getByRole("button", { name: "Merge", exact: true })
    .click();
  const sheet = page.getByRole("dialog", { name: "Merge 2 accounts" });
  await expect(sheet.getByText(/Only one may link to Maecenas \w+, and 2 would/)).toBeVisible();
  await sheet.getByRole("combobox", { name: "What becomes of Contacts: Patron" }).click();
  await page.getByRole("option", { name: "Horace Poet keeps it" }).click();
  await sheet.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByText(/2 accounts merged into Maecenas/).last()).toBeVisible();
  const patrons = await Promise.all(
    contacts.map(async ({ id }) => {
      const { customFields } = await api<{ customFields: Record<string, unknown> }>(
        app,
        "GET",
        `contacts/${id}`,
      );
      return customFields[key];
    }),
  );
  expect(patrons).toEqual([undefined, expect.stringMatching(/^account_/)]);
});
