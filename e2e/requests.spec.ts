// What a page asks the server for: once for what its own edit changed, and again by itself after the limit of requests.
import type { Page } from "@playwright/test";
import { api, expect, test } from "./fixtures";

test("an edit asks once for what it changed; a page that was told to wait waits, says so, and goes on", async ({
  page,
  signIn,
  app,
}) => {
  const account = await api(app, "POST", "accounts", { name: "Frugal Ltd", industry: "Steam", force: true });
  await signIn(page, "tenant_admin");
  await page.goto(`/accounts/${account.id}`);
  await expect(page.getByText("created the account")).toBeVisible();

  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/trpc/")) asked.push(...pathname.slice("/api/trpc/".length).split(","));
  });
  await page.getByRole("button", { name: "Edit Industry" }).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("Robots");
  await page.keyboard.press("Enter");
  const change = page.getByRole("listitem").filter({ hasText: "Industry from Steam to Robots" }).last();
  await expect(change).toBeVisible();
  // Presence is said every seven seconds: by then every event of the edit has long been heard.
  await page.waitForResponse((answer) => answer.url().includes("presence.announce"), { timeout: 20_000 });
  await page.waitForResponse((answer) => answer.url().includes("presence.announce"), { timeout: 20_000 });
  const times = (name: string) => asked.filter((one) => one === name).length;
  expect(times("accounts.update")).toBe(1);
  for (const name of ["activities.timeline", "accounts.get", "accounts.duplicates", "contacts.ofAccount"])
    expect(times(name), name).toBeLessThanOrEqual(1);

  await refuseOnce(page, /\/api\/trpc\/accounts\.list/);
  await page.goto("/accounts?search=Frugal");
  await expect(page.getByText(/Many requests at once: going on by itself in 3 s/)).toBeVisible();
  await expect(page.getByText(/Many requests at once: going on by itself in 1 s/)).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Search accounts" })).toHaveValue("Frugal");
  await expect(page.getByRole("link", { name: "Frugal Ltd" })).toBeVisible();
  await expect(page.getByText("Many requests at once")).toHaveCount(0);

  // The search of the command menu waits like a list does.
  await refuseOnce(page, /\/api\/trpc\/search\.records/);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: /Search/ }).fill("Frugal");
  await expect(page.getByText(/Many requests at once/)).toBeVisible();
  await expect(page.getByText("could not be searched")).toHaveCount(0);
  await expect(page.getByRole("option", { name: /Frugal Ltd/ })).toBeVisible();
});

test("a page without a connection says so, and no longer when it is back", async ({ page, signIn }) => {
  await signIn(page, "tenant_admin");
  await page.goto("/contacts");
  await expect(page.getByRole("heading", { name: "Contacts" })).toBeVisible();
  const notice = page.getByText(/^You are offline: /);
  await expect(notice).toHaveCount(0);
  await page.context().setOffline(true);
  await expect(notice).toBeVisible();
  await page.context().setOffline(false);
  await expect(notice).toHaveCount(0);
});

test("code of messages and questions that cannot be fetched ends no page; it comes with the connection", async ({
  page,
  signIn,
}) => {
  await signIn(page, "tenant_admin");
  let lost = 0;
  await page.route("**/_next/static/**/*.js", async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    if (lost > 0 || !body.includes("useModals hook")) return await route.fulfill({ response, body });
    lost++;
    await route.abort();
  });
  await page.goto("/contacts");
  await expect.poll(() => lost).toBe(1);
  await expect(page.getByRole("heading", { name: "Contacts" })).toBeVisible();
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "New contact" }).click();
  await expect(page.getByRole("dialog", { name: "New contact" })).toBeVisible();
  // What is still on its way when the page is closed is nobody's any more.
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("code that is lost while a page comes to rest, or when it is wanted, ends no page and is there with the connection", async ({
  page,
  signIn,
}) => {
  await signIn(page, "tenant_admin");
  // The editors of cells are lost for as long as nothing else is.
  const editors = "e.g. 31 Jan 2026";
  let marker = "Search records and commands";
  let lost = 0;
  await page.route("**/_next/static/**/*.js", async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    if (marker === "" || ![marker, editors].some((words) => body.includes(words)))
      return await route.fulfill({ response, body });
    if (body.includes(marker)) lost++;
    await route.abort();
  });
  const comesBack = async () => {
    marker = "";
    await page.context().setOffline(true);
    await page.context().setOffline(false);
  };
  await page.goto("/contacts");
  await expect.poll(() => lost).toBeGreaterThan(0);
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByText("A part of this page could not be fetched")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  const menu = page.getByRole("dialog", { name: "Search and commands" });
  await expect(menu).toHaveCount(0);
  await comesBack();
  await expect(menu).toBeVisible();
  await page.keyboard.press("Escape");

  marker = editors;
  lost = 0;
  await page
    .getByRole("gridcell", { name: /^(Active|Inactive)$/ })
    .first()
    .dblclick();
  await expect.poll(() => lost).toBeGreaterThan(0);
  const editing = page.getByRole("group", { name: "Edit Status" });
  await expect(editing.getByRole("combobox")).toHaveCount(0);
  await comesBack();
  await expect(editing.getByRole("combobox")).toBeVisible();
  await page.keyboard.press("Escape");

  marker = "Create anyway";
  lost = 0;
  await page.getByRole("button", { name: "New contact" }).click();
  await expect.poll(() => lost).toBeGreaterThan(0);
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await comesBack();
  await expect(page.getByRole("dialog", { name: "New contact" })).toBeVisible();
  // What is still on its way when the page is closed is nobody's any more.
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

/** Answers the first of these questions with the limit of requests, which is over in three seconds. */
async function refuseOnce(page: Page, url: RegExp) {
  let isRefused = false;
  await page.route(url, async (route) => {
    if (isRefused) return route.continue();
    isRefused = true;
    const message = "Rate limit exceeded. Try again in 3 seconds.";
    const data = { code: "TOO_MANY_REQUESTS", httpStatus: 429, details: { retry_after: 3 }, fields: [] };
    await route.fulfill({ status: 429, json: [{ error: { message, code: -32029, data } }] });
  });
}
