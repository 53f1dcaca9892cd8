// From a stranger's form to a won deal: the form is made and put on another site, sent without a script running,
// confirmed by mail, given to the next in turn, qualified, converted, won.
import { createServer } from "node:http";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { demoUser, expect, test } from "./fixtures";

const unique = () => Math.random().toString(36).slice(2, 8);

/** A site of somebody else, on an origin of its own. */
async function withSite<T>(html: string, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_, response) =>
    response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><main>${html}</main>`),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The other site has no address");
  try {
    return await use(`http://localhost:${address.port}/`);
  } finally {
    await new Promise((done) => server.close(done));
  }
}

async function axe(page: Page, where: string) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa"]).analyze();
  expect(
    violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes[0]?.target.join(" ")}`),
    where,
  ).toEqual([]);
}

test("a lead from a web form to a won deal", async ({ page, browser, signIn, app }) => {
  test.setTimeout(180_000);
  const word = unique();
  const rep = demoUser(app, "sales_rep");
  await signIn(page, "tenant_admin");

  // Leads go to the rep, whose turn it always is.
  await page.goto(`${app.baseUrl}/settings/leads`);
  await page.getByRole("radio", { name: "In turn" }).check();
  await page.getByRole("combobox", { name: "Add someone who gets leads" }).click();
  await page.getByRole("option", { name: new RegExp(rep.email) }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved: from now on")).toBeVisible();
  await axe(page, "sharing out leads");

  await page.goto(`${app.baseUrl}/settings/forms`);
  await page.getByRole("button", { name: "New form" }).first().click();
  const editor = page.getByRole("dialog", { name: "New web form" });
  await editor.getByRole("textbox", { name: "Name", exact: true }).fill(`Trial ${word}`);
  await editor.getByRole("textbox", { name: "Heading", exact: true }).fill("Try it");
  await editor.getByRole("switch", { name: /double opt-in/ }).check();
  await axe(page, "form editor");
  await editor.getByRole("button", { name: "Make the form" }).click();
  await expect(editor).toBeHidden();
  await page.getByRole("button", { name: `Use Trial ${word}` }).click();
  const use = page.getByRole("dialog", { name: `Use “Trial ${word}”` });
  const formUrl = await use.getByRole("link").getAttribute("href");
  const html = await use.getByRole("region", { name: "HTML of the form" }).textContent();
  if (!formUrl || !html) throw new Error("The form has neither page nor HTML");

  // On a site of another origin, by its own script.
  const stranger = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  const elsewhere = await stranger.newPage();
  await withSite(html, async (url) => {
    await elsewhere.goto(url);
    await elsewhere.getByLabel("First name").fill("Ella");
    await elsewhere.getByLabel("Last name").fill(`Elsewhere ${word}`);
    await elsewhere.getByLabel("E-mail").fill(`ella@site-${word}.example`);
    await elsewhere.getByRole("button", { name: "Send" }).click();
    await expect(elsewhere.getByRole("status")).toContainText("We have sent you an e-mail");
  });
  await elsewhere.goto(formUrl);
  await axe(elsewhere, "hosted form, phone, dark");
  await stranger.close();

  // On its own page, without scripts.
  const visitor = await browser.newContext({ javaScriptEnabled: false });
  const form = await visitor.newPage();
  await form.goto(formUrl);
  await form.getByLabel("First name").fill("Vic");
  await form.getByLabel("Last name").fill(`Visitor ${word}`);
  await form.getByLabel("Company").fill(`Visitor ${word} Works`);
  // Good enough for the browser, not for us.
  await form.getByLabel("E-mail").fill("vic@localhost");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("alert")).toContainText("Please look again");
  await expect(form.getByLabel("Company")).toHaveValue(`Visitor ${word} Works`);
  await form.getByLabel("E-mail").fill(`vic@works-${word}.example`);
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("heading", { name: "Look into your mailbox" })).toBeVisible();

  const link = page.getByRole("article").getByRole("link");
  await expect(async () => {
    await page.goto(`${app.baseUrl}/mailbox`);
    await page.getByRole("button", { name: new RegExp(`vic@works-${word}`) }).click({ timeout: 2_000 });
  }).toPass();
  await form.goto((await link.getAttribute("href")) ?? "");
  await form.getByRole("button", { name: "Yes, confirm my address" }).click();
  await expect(form.getByText("Thank you! We will be in touch.")).toBeVisible();
  await visitor.close();

  await page.goto(`${app.baseUrl}/settings/forms`);
  await page.getByRole("button", { name: `Sent Trial ${word}` }).click();
  const sent = page.getByRole("dialog", { name: `Sent through “Trial ${word}”` });
  await expect(sent.getByText("Waits for confirmation")).toBeVisible();
  await expect(sent.getByText("Made a lead")).toBeVisible();
  await axe(page, "what was sent");

  // The rep's: qualified, converted, won.
  const desk = await browser.newContext();
  const own = await desk.newPage();
  await signIn(own, "sales_rep");
  await own.goto(`${app.baseUrl}/leads?search=${encodeURIComponent(`Visitor ${word}`)}`);
  await own.getByRole("link", { name: `Vic Visitor ${word}`, exact: true }).click();
  await own.getByRole("button", { name: "Qualify" }).click();
  const qualify = own.getByRole("dialog", { name: "Qualify" });
  await qualify.getByRole("textbox", { name: "Score" }).fill("80");
  await qualify.getByRole("button", { name: "Qualify" }).click();
  await expect(qualify).toBeHidden();
  await own.getByRole("button", { name: "Convert" }).click();
  const convert = own.getByRole("dialog", { name: `Convert Vic Visitor ${word}` });
  await expect(convert.getByRole("region", { name: "Account" })).toContainText(`Visitor ${word} Works`);
  await convert.getByRole("textbox", { name: "Title" }).fill(`Pilot ${word}`);
  await convert.getByRole("button", { name: "Convert" }).click();
  await expect(own.getByRole("heading", { level: 1, name: `Pilot ${word}` })).toBeVisible();
  await own.getByRole("button", { name: "Won" }).click();
  const win = own.getByRole("dialog", { name: `Win Pilot ${word}` });
  await win.getByRole("combobox", { name: "Why it was won" }).click();
  await own.getByRole("option", { name: "Best fit" }).click();
  await win.getByRole("button", { name: "Mark as won" }).click();
  await expect(own.getByText("Closed Won · Best fit")).toBeVisible();
  await desk.close();
});
