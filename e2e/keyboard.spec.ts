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
  await tabTo(page, drop);
  const chooser = page.waitForEvent("filechooser", { timeout: 10_000 });
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
