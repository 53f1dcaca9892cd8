// The same work without a mouse.
import type { Locator, Page } from "@playwright/test";
import { api, expect, test } from "./fixtures";

/** Presses Tab until that which is meant has the focus, as somebody does who cannot point at it. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab") {
  const most = 60;
  for (let i = 0; i < most; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target, `reached by ${most} presses of Tab`).toBeFocused();
}

test("find a contact, edit it, go on to the next, all by keyboard", async ({ page, signIn }) => {
  await signIn(page, "tenant_admin");
  await page.goto("/contacts");
  await expect(page.getByRole("rowheader").first()).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("accounts");
  await expect(page.getByRole("option", { name: /Accounts/ }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.waitForURL(/\/accounts/);
  await expect(page.getByRole("rowheader").first()).toBeVisible();

  // Down to the second row, over to the industry, edit it in the cell.
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("e");
  await page.keyboard.press("ControlOrMeta+A");
  // What is refused is still there to be corrected, with the reason.
  await page.keyboard.insertText("Forestry ".repeat(40));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: /\d+ characters/ })).toBeVisible();
  const industry = page.getByRole("group", { name: "Edit Industry" }).getByRole("textbox");
  await expect(industry).toHaveValue(/^Forestry Forestry/);
  await expect(industry).toBeFocused();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("Forestry");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("gridcell", { name: "Forestry" })).toBeVisible();
  await expect(page.getByRole("alert").getByText("Account changed", { exact: true })).toBeVisible();

  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/record=account_/);
  const opened = new URL(page.url()).searchParams.get("record");
  await expect(page.getByRole("region", { name: /^Account: / })).toBeVisible();
  await page.keyboard.press("]");
  await expect.poll(() => new URL(page.url()).searchParams.get("record")).not.toBe(opened);
  await page.keyboard.press("[");
  await expect.poll(() => new URL(page.url()).searchParams.get("record")).toBe(opened);
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/record=/);

  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByRole("gridcell", { name: "Forestry" })).toHaveCount(0);

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog").getByText("New account")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.keyboard.press("/");
  await page.keyboard.type("zzzz nobody");
  await expect(page.getByRole("heading", { name: "No accounts match" })).toBeVisible();
});

test("create an account by keyboard", async ({ page, signIn, app }) => {
  await signIn(page, "sales_rep");
  await page.goto(`${app.baseUrl}/accounts`);
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.keyboard.press("c");
  const form = page.getByRole("dialog", { name: "New account" });
  await expect(form.getByLabel("Name")).toBeFocused();
  await page.keyboard.type("Quillfeather Cartography");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("heading", { name: "Account Quillfeather Cartography" })).toBeVisible();

  // A form makes what it points to; what one has made is found among one's own.
  await page.goto(`${app.baseUrl}/contacts`);
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.keyboard.press("c");
  const contact = page.getByRole("dialog", { name: "New contact" });
  await contact.getByLabel("First name").fill("Wouter");
  await contact.getByLabel("Last name").fill("Vandersloot");
  const account = contact.getByRole("combobox", { name: "Account" });
  await account.fill("Vandersloot Bindery");
  await expect(page.getByRole("option", { name: "Create “Vandersloot Bindery”" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  // Chosen once it is made: only then can it be taken out again.
  await expect(contact.locator('[aria-label="Clear Account"]')).toBeAttached();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("heading", { name: "Contact Wouter Vandersloot" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("my contacts");
  await expect(page.getByRole("option", { name: "My contacts", exact: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "My contacts" })).toHaveAttribute("aria-current", "true");
  const row = page.getByRole("row").filter({ hasText: "Vandersloot" });
  await expect(row).toContainText("Vandersloot Bindery");
});

test("a file is imported, put right and taken back, then put back from the history, all by keyboard", async ({
  page,
  signIn,
  app,
}) => {
  await signIn(page, "tenant_admin");
  await page.goto("/contacts");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("import contacts");
  await expect(page.getByRole("option", { name: /Import contacts/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/import/);

  // The browser's own dialog is opened by key, and answers with a file.
  const drop = page.getByRole("button", { name: /^Drop files of / });
  // Listened for in good time: a dialog that opens before is the browser's own.
  const chooser = page.waitForEvent("filechooser", { timeout: 20_000 });
  await tabTo(page, drop);
  await page.keyboard.press("Enter");
  await (await chooser).setFiles({
    name: "keys.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(
      "First name,Last name,E-mail\nKeyna,Boards,keyna@keys.example\nTabby,Enter,not-an-address\n",
    ),
  });
  await expect(page.getByRole("heading", { name: "Columns of keys.csv" })).toBeFocused();
  await tabTo(page, page.getByRole("button", { name: "See what it will do" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Plan for keys.csv" })).toBeFocused();
  await tabTo(page, page.getByRole("textbox", { name: "E-mail, line 3" }));
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("tabby@keys.example");
  await page.keyboard.press("Enter");
  const start = page.getByRole("button", { name: "Import 2 rows", exact: true });
  await expect(start).toBeVisible();
  await tabTo(page, start);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: /^Import of keys\.csv/ })).toBeFocused();
  await expect(page.getByText("Done", { exact: true })).toBeVisible();
  const people = () => api<unknown[]>(app, "GET", "contacts?search=keys.example");
  expect(await people()).toHaveLength(2);
  await tabTo(page, page.getByRole("button", { name: "Undo this import" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Import undone" })).toBeVisible();
  expect(await people()).toHaveLength(0);

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("history");
  await expect(page.getByRole("option", { name: /History/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/history/);
  const redo = page.getByRole("button", { name: "Redo: Imported contacts from keys.csv" });
  await expect(redo).toBeVisible();
  await tabTo(page, redo);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Redid: Imported contacts from keys.csv")).toBeVisible();
  expect(await people()).toHaveLength(2);
  const entry = page.getByRole("button", { name: /^Redid: Imported contacts/ });
  // The button is gone with what it did; the line it stood in goes on with the focus.
  await expect(page.getByRole("button", { name: /^Undid: Imported contacts from keys\.csv/ })).toBeFocused();
  await tabTo(page, entry, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(entry).toHaveAttribute("aria-expanded", "true");
  await tabTo(page, page.getByRole("button", { name: "Undo: Imported contacts from keys.csv" }));
  await page.keyboard.press("Enter");
  await expect.poll(people).toHaveLength(0);
});

test("a list is filtered, sorted and kept as a view, and rows of it are changed together, all by keyboard", async ({
  page,
  signIn,
  app,
}) => {
  for (const name of ["Keyhole One", "Keyhole Two", "Keyhole Three"])
    await api(app, "POST", "accounts", { name, industry: "Locks", force: true });
  await signIn(page, "tenant_admin");
  await page.goto("/accounts");
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const command = async (words: string) => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("combobox", { name: "Search records and commands" })).toBeFocused();
    await page.keyboard.type(words);
    await expect(page.getByRole("option").first()).toContainText(words);
    await page.keyboard.press("Enter");
  };

  // At the pace of a hand: the list that the first letter opens is there before the next.
  const choose = async (name: string) => {
    await page.keyboard.type(name, { delay: 30 });
    await expect(page.getByRole("option", { name, exact: true })).toBeVisible();
    await page.keyboard.press("Enter");
  };

  await page.keyboard.press("f");
  const filter = page.getByRole("dialog", { name: "Filter" });
  await tabTo(page, filter.getByRole("combobox", { name: "Field" }));
  await choose("Industry");
  await tabTo(page, filter.getByRole("textbox", { name: "Industry" }));
  await page.keyboard.type("Locks");
  await expect(page.getByText("3 accounts", { exact: true }).last()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(filter).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Filter · 1" })).toBeFocused();

  await command("Sort this list");
  const sorting = page.getByRole("dialog", { name: "Sort" });
  await tabTo(page, sorting.getByRole("button", { name: "Sort by a field" }));
  await page.keyboard.press("Enter");
  await tabTo(page, sorting.getByRole("combobox", { name: "Sort by" }), "Shift+Tab");
  await choose("Website");
  await expect(page).toHaveURL(/sort=website/);
  await page.keyboard.press("Escape");
  await expect(sorting).toHaveCount(0);

  await command("Save this list as a new view");
  const form = page.getByRole("dialog", { name: "Save as a new view" });
  await expect(form.getByLabel("Name")).toBeFocused();
  await page.keyboard.type("Locksmiths");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/accounts\?saved=view_/);

  // Two rows with the shift key held, then one value for both.
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.getByRole("toolbar", { name: "Selected rows" })).toContainText("2 selected");
  await command("Edit the selected accounts");
  const edit = page.getByRole("dialog", { name: "Edit 2 accounts" });
  await tabTo(page, edit.getByRole("combobox", { name: "Field" }));
  await choose("Website");
  await tabTo(page, edit.getByRole("textbox", { name: "Website" }));
  await page.keyboard.type("https://keyholes.example");
  await expect(edit.getByText("2 accounts will change.")).toBeVisible();
  await tabTo(page, edit.getByRole("button", { name: "Change 2 accounts" }));
  await page.keyboard.press("Enter");
  await expect(edit).toHaveCount(0);
  const changed = page.getByRole("gridcell", { name: /keyholes\.example/ });
  await expect(changed).toHaveCount(2);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(changed).toHaveCount(0);
});

test("a field is added, and two records are merged and taken apart again, all by keyboard", async ({
  page,
  signIn,
  app,
}) => {
  const twins = ["ada@one.example", "ada@two.example"];
  for (const email of twins)
    await api(app, "POST", "contacts", {
      firstName: "Ada",
      lastName: "Keyes",
      phone: "+44 20 7946 0555",
      email,
      force: true,
    });
  await signIn(page, "tenant_admin");
  await page.goto("/settings/fields?type=contacts");
  const add = page.getByRole("button", { name: "New field" });
  await tabTo(page, add);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /^New field/ });
  await expect(dialog.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.type("Key number");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("keyNumber")).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await page.waitForURL(/\/duplicates/);
  const pair = page.getByRole("listitem", { name: "Ada Keyes and Ada Keyes" });
  await expect(pair).toBeVisible();
  for (let i = 0; i < 20 && !(await pair.evaluate((one) => one === document.activeElement)); i++)
    await page.keyboard.press("j");
  await expect(pair).toBeFocused();
  await page.keyboard.press("m");
  const sheet = page.getByRole("dialog", { name: "Merge 2 contacts" });
  const other = sheet.getByRole("radio", { name: /ada@two\.example/ });
  const first = sheet.getByRole("radio", { name: /ada@one\.example/ });
  await expect(first.or(other).first()).toBeVisible();
  const wanted = (await first.isChecked()) ? other : first;
  await tabTo(page, (await first.isChecked()) ? first : other);
  await page.keyboard.press("ArrowDown");
  await expect(wanted).toBeChecked();
  await tabTo(page, sheet.getByRole("button", { name: "Merge", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 contacts merged into Ada Keyes", { exact: true }).last()).toBeVisible();
  await expect(pair).toHaveCount(0);

  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("ada keyes");
  await expect(page.getByRole("option", { name: /Ada Keyes/ })).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Contact Ada Keyes" })).toBeVisible();
  const apart = page.getByRole("button", { name: "Un-merge" });
  await tabTo(page, apart);
  await page.keyboard.press("Enter");
  const report = page.getByRole("dialog", { name: "Un-merged" });
  await expect(report.getByRole("region", { name: "On their own again" })).toContainText("Ada Keyes");
  await page.keyboard.press("Escape");
  await expect(report).toHaveCount(0);
  const found = await api<{ email: string }[]>(app, "GET", "contacts?search=Keyes");
  expect(found.map(({ email }) => email).sort()).toEqual(twins);
});

test("on a record's page: an edit meets another, an old value comes back and a note is written, all by keyboard", async ({
  page,
  signIn,
  app,
}) => {
  const account = await api(app, "POST", "accounts", { name: "Keystone", industry: "Arches", force: true });
  await api(app, "PUT", `accounts/${account.id}`, { industry: "Bridges" });
  await signIn(page, "tenant_admin");
  await page.goto(`/accounts/${account.id}`);
  await expect(page.getByRole("heading", { name: "Account Keystone" })).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Edit Industry" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Industry" })).toBeFocused();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("Vaults");
  // A colleague is quicker.
  await api(app, "PUT", `accounts/${account.id}`, { industry: "Domes" });
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /changed this meanwhile/ });
  await expect(dialog.getByText("Before: Bridges")).toBeVisible();
  const theirs = dialog.getByRole("radio", { name: /Domes/ });
  // Neither is chosen for anybody.
  await expect(dialog.getByRole("radio", { checked: true })).toHaveCount(0);
  await tabTo(page, dialog.getByRole("radio").first());
  await page.keyboard.press("ArrowDown");
  await expect(theirs).toBeChecked();
  await tabTo(page, dialog.getByRole("button", { name: "Save these" }));
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  const industry = page.getByRole("definition").filter({ hasText: /^(Arches|Bridges|Domes|Vaults)/ });
  await expect(industry).toHaveText(/^Domes/);

  const change = page.getByRole("listitem").filter({ hasText: "Industry from Arches to Bridges" }).last();
  await tabTo(page, change.getByRole("button", { name: "Restore this value of Industry" }));
  await page.keyboard.press("Enter");
  await expect(industry).toHaveText(/^Arches/);

  await page.keyboard.press("n");
  await expect(page.getByRole("textbox", { name: "Note" })).toBeFocused();
  await page.keyboard.type("Asked for the drawings");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("listitem").filter({ hasText: "Asked for the drawings" }).last()).toBeVisible();
});
