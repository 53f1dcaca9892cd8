// Coming in, staying in, being let out: sign-up, invitations, passwords, sessions, keys, roles, and what a rep sees.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { type App, demoUser, expect, test } from "./fixtures";

const password = "a long enough passphrase 7";
const unique = () => Math.random().toString(36).slice(2, 10);

/** Follows the link of the newest mail to someone, from the developer mailbox. */
async function followMail(page: Page, { baseUrl }: App, to: string, subject: RegExp): Promise<void> {
  await page.goto(`${baseUrl}/mailbox`);
  await page
    .getByRole("list", { name: "Mails" })
    .getByRole("button")
    .filter({ hasText: to })
    .filter({ hasText: subject })
    .first()
    .click();
  await page.getByRole("article").getByRole("link").click();
}

async function signInAs(page: Page, email: string, secret: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const settings = (page: Page) => page.getByRole("navigation", { name: "Settings" });

/** A person of their own for a journey that changes the account. */
async function invited(page: Page, app: App, signIn: SignIn, role: string): Promise<string> {
  const email = `${unique()}@example.com`;
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/settings/people`);
  await page.getByRole("button", { name: "Invite" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("E-mail").fill(email);
  await sheet.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: role, exact: true }).click();
  await sheet.getByRole("button", { name: "Send the invitation" }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("list", { name: "Open invitations" })).toContainText(email);
  return email;
}
type SignIn = (page: Page, role: string) => Promise<unknown>;

async function accept(page: Page, app: App, email: string): Promise<void> {
  await followMail(page, app, email, /invites you/);
  await expect(page.getByRole("heading", { name: `Join ${app.demo.tenants[0]?.name}` })).toBeVisible();
  await page.getByLabel("Your name").fill("Ines Newcomer");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create your account" }).click();
  await page.waitForURL(/\/today/);
}

test("signing up leads into an empty workspace of one's own", async ({ page, app }) => {
  const email = `${unique()}@example.com`;
  await page.goto(`${app.baseUrl}/sign-in`);
  await page.getByRole("link", { name: "Create a workspace" }).click();
  await page.getByLabel("Workspace").fill("Lighthouse Ltd");
  await page.getByLabel("Your name").fill("Ada Founder");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByText("The password needs at least 10 characters")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL(/\/today/);
  await expect(page.getByText("Lighthouse Ltd").first()).toBeVisible();
  await expect(page.getByText(/All clear/)).toBeVisible();

  await page.goto(`${app.baseUrl}/settings/profile`);
  await expect(page.getByText("Your address is not confirmed yet")).toBeVisible();
  await followMail(page, app, email, /Confirm your e-mail/);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { name: "Your address is confirmed" })).toBeVisible();
  await page.goto(`${app.baseUrl}/settings/profile`);
  await expect(page.getByRole("heading", { name: "Password" })).toBeVisible();
  await expect(page.getByText("Your address is not confirmed yet")).toBeHidden();

  await page.goto(`${app.baseUrl}/today`);
  await page.getByRole("button", { name: /switch workspace/ }).click();
  await page.getByRole("menuitem", { name: "New workspace…" }).click();
  const sheet = page.getByRole("dialog", { name: "New workspace" });
  await sheet.getByLabel("Name").fill("Second House");
  await sheet.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("button", { name: /Second House.*switch workspace/ })).toBeVisible();

  await page.goto(`${app.baseUrl}/sign-up`);
  await page.getByLabel("Workspace").fill("Again");
  await page.getByLabel("Your name").fill("Ada Founder");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByText("You have an account already")).toBeVisible();
});

test("who is invited accepts by mail and is in, with the role that was given", async ({
  page,
  browser,
  app,
  signIn,
}) => {
  const email = await invited(page, app, signIn, "Support agent");
  const theirs = await browser.newContext();
  const newcomer = await theirs.newPage();
  await accept(newcomer, app, email);
  await page.reload();
  const row = page.getByRole("list", { name: "People" }).getByRole("listitem").filter({ hasText: email });
  await expect(row).toContainText("Ines Newcomer");
  await expect(row).toContainText("Support agent");

  // The link works once.
  await followMail(newcomer, app, email, /invites you/);
  await expect(newcomer.getByRole("heading", { name: "This invitation no longer works" })).toBeVisible();

  // Deactivated, the newcomer is out at once.
  await row.getByRole("button", { name: "More for Ines Newcomer" }).click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("is deactivated and signed out everywhere")).toBeVisible();
  await newcomer.goto(`${new URL(newcomer.url()).origin}/settings/profile`);
  await newcomer.waitForURL(/\/sign-in\?returnTo=%2Fsettings%2Fprofile/);
  await theirs.close();
});

test("a forgotten password is set anew by mail, and sign-in leads back to where one wanted to be", async ({
  page,
  browser,
  app,
  signIn,
}) => {
  const email = await invited(page, app, signIn, "Sales representative");
  const context = await browser.newContext();
  const person = await context.newPage();
  await accept(person, app, email);
  await context.clearCookies();

  await person.goto(`${app.baseUrl}/sign-in`);
  await person.getByRole("link", { name: "Forgot your password?" }).click();
  await person.waitForURL(/\/reset-password/);
  await person.getByLabel("E-mail").fill(email);
  await person.getByRole("button", { name: "Mail me the link" }).click();
  await expect(person.getByRole("heading", { name: "Look at your mail" })).toBeVisible();
  await followMail(person, app, email, /Set a new password/);
  await person.getByLabel("New password").fill("another passphrase 8");
  await person.getByRole("button", { name: "Set the password" }).click();
  await expect(person.getByText("Your password is set. Sign in with it.")).toBeVisible();

  await person.goto(`${app.baseUrl}/settings/profile`);
  await person.waitForURL(/\/sign-in\?returnTo=/);
  await signInAs(person, email, password);
  await expect(person.getByText("E-mail or password is wrong.")).toBeVisible();
  await signInAs(person, email, "another passphrase 8");
  await person.waitForURL(/\/settings\/profile/);
  await context.close();
});

test("signing out everywhere ends the other browser at once", async ({ page, browser, app, signIn }) => {
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await signIn(page, "marketing_manager");
  await signIn(other, "marketing_manager");
  await page.goto(`${app.baseUrl}/settings/profile`);
  await expect(page.getByRole("list", { name: "Your sessions" }).getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByText("You are signed out everywhere.")).toBeVisible();
  await other.goto(`${app.baseUrl}/settings/profile`);
  await other.waitForURL(/\/sign-in/);
  await elsewhere.close();
});

test("an API key made in the page works, until it is revoked there", async ({ page, app, signIn }) => {
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/settings/api-keys`);
  const name = `Journey ${unique()}`;
  await page.getByRole("button", { name: "New API key" }).first().click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("What it is for").fill(name);
  await sheet.getByRole("combobox", { name: "View accounts and their hierarchy" }).selectOption("no");
  await sheet.getByRole("button", { name: "Make the key" }).click();
  const apiKey = await sheet.getByLabel("API key", { exact: true }).innerText();
  const apiSecret = await sheet.getByLabel("API secret", { exact: true }).innerText();
  await sheet.getByRole("button", { name: "I have kept it" }).click();
  const call = (path: string) =>
    fetch(`${app.baseUrl}/v1/${path}?limit=1`, {
      headers: { "X-API-Key": apiKey.trim(), "X-API-Secret": apiSecret.trim() },
    }).then((response) => response.status);
  expect(await call("contacts")).toBe(200);
  expect(await call("accounts")).toBe(403);

  const row = page.getByRole("list", { name: "API keys" }).getByRole("listitem").filter({ hasText: name });
  await row.getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row).toContainText("Revoked");
  expect(await call("contacts")).toBe(401);
});

test("a role is changed with sight of what changes and for whom", async ({ page, app, signIn }) => {
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/settings/roles`);
  await page.getByRole("link", { name: "Copy Support agent" }).click();
  const name = `Desk ${unique()}`;
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Make the role" }).click();
  await page.getByRole("link", { name: `Edit ${name}` }).click();
  await page.getByRole("combobox", { name: "Create and update contacts" }).selectOption("their own");
  await page.getByRole("combobox", { name: "View accounts and their hierarchy" }).selectOption("no");
  await page.getByRole("button", { name: "Review and save" }).click();
  const review = page.getByRole("dialog");
  await expect(review).toContainText("Nobody has this role.");
  const changes = review.getByRole("list", { name: "Changes" }).getByRole("listitem");
  await expect(changes).toHaveCount(2);
  await expect(changes.filter({ hasText: "Contacts: Create and update contacts" })).toContainText(
    "their own",
  );
  await review.getByRole("button", { name: "Save the role" }).click();
  await page.getByRole("link", { name: `Edit ${name}` }).click();
  await expect(page.getByRole("combobox", { name: "Create and update contacts" })).toHaveValue("own");
});

test("a custom field is made, and comes back after it was deleted", async ({ page, app, signIn }) => {
  await signIn(page, "tenant_admin");
  await page.goto(`${app.baseUrl}/settings/fields`);
  const name = `Shoe size ${unique()}`;
  await page.getByRole("button", { name: "New field" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: "Name" }).fill(name);
  await sheet.getByRole("combobox", { name: "Holds" }).click();
  await page.getByRole("option", { name: "One of a list" }).click();
  await sheet.getByRole("textbox", { name: "Entry 1" }).fill("Small");
  await sheet.getByRole("textbox", { name: "Entry 2" }).fill("Large");
  await sheet.getByRole("button", { name: "Make the field" }).click();
  const row = page
    .getByRole("list", { name: "Your own fields" })
    .getByRole("listitem")
    .filter({ hasText: name });
  await expect(row).toContainText("Small, Large");
  await row.getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(row).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toBeVisible();
});

test("a rep sees no admin sections, and is told who can help", async ({ page, app, signIn }) => {
  await signIn(page, "sales_rep");
  await page.goto(`${app.baseUrl}/settings`);
  await expect(page.getByRole("heading", { name: "Profile" })).toBeVisible();
  await expect(settings(page).getByRole("link")).toHaveText(["Profile"]);
  for (const [path, permission] of [
    ["people", "users:write"],
    ["api-keys", "api_keys:read"],
    ["security", "security:read"],
    ["workspace", "settings:write"],
  ]) {
    await page.goto(`${app.baseUrl}/settings/${path}`);
    await expect(page.getByRole("heading", { name: "You do not have access to this" })).toBeVisible();
    await expect(page.getByText(permission ?? "")).toBeVisible();
    await expect(page.getByText("Alex Morgan can give it to you.")).toBeVisible();
  }
});

test("guesses are slowed down, with the wait said; the keyboard alone signs in and out", async ({
  page,
  app,
}) => {
  await page.goto(`${app.baseUrl}/sign-in`);
  const guessed = `${unique()}@example.com`;
  const wrong = page.getByText("E-mail or password is wrong.");
  const wait = page.getByRole("alert").filter({ hasText: /You can try again in \d+ seconds?/ });
  // The first delays are short: on a slow machine one may be over before the next guess.
  let guesses = 0;
  while (guesses < 12 && !(await wait.isVisible())) {
    await signInAs(page, guessed, `guess ${guesses}`);
    await expect(wait.or(wrong)).toBeVisible();
    guesses += 1;
  }
  await expect(wait).toBeVisible();
  expect(guesses).toBeGreaterThan(5);
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeDisabled();

  const rep = demoUser(app, "support_agent");
  await page.goto(`${app.baseUrl}/sign-in?returnTo=/settings/profile`);
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled();
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await page.keyboard.type(rep.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(rep.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/settings\/profile/);
  await expect(page.getByRole("heading", { name: "Profile" })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("sign out");
  await page.getByRole("option", { name: "Sign out" }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/sign-in/);
});

const outside = ["/sign-in", "/sign-up", "/reset-password", "/reset-password?token=none", "/mailbox"];
const inside = [
  "profile",
  "workspace",
  "people",
  "teams",
  "roles",
  "roles/new",
  "api-keys",
  "security",
  "fields",
];

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of [
    ["desk", { width: 1440, height: 900 }],
    ["phone", { width: 390, height: 844 }],
  ] as const) {
    test(`axe finds nothing on the pages of identity: ${size}, ${colorScheme}`, async ({
      browser,
      app,
      signIn,
    }) => {
      test.setTimeout(180_000);
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      const found: string[] = [];
      async function look(path: string) {
        await page.goto(app.baseUrl + path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.getByLabel("Loading")).toHaveCount(0);
        await check(path);
      }
      async function check(what: string) {
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa"]).analyze();
        for (const { id, nodes } of violations)
          found.push(
            `${what}: ${id}: ${nodes
              .map((node) => node.target.join(" "))
              .join(" | ")
              .slice(0, 300)}`,
          );
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (overflow > 0) found.push(`${what}: ${overflow} px too wide`);
      }
      for (const path of outside) await look(path);
      await signIn(page, "tenant_admin");
      for (const path of inside) await look(`/settings/${path}`);
      await look("/settings/api-keys");
      await page.getByRole("button", { name: "New API key" }).first().click();
      await expect(page.getByRole("dialog").getByLabel("What it is for")).toBeVisible();
      await check("new API key");
      await look("/settings/people");
      await page.getByRole("button", { name: "Edit Rosa Martin" }).click();
      await expect(page.getByRole("dialog").getByLabel("Position")).toBeVisible();
      await check("edit a person");
      expect(found).toEqual([]);
      await context.close();
    });
  }
}
