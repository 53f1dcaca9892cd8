// What a page asks the browser to fetch before anything can be seen of it.
import { expect, test } from "./fixtures";

/** Kilobytes of compressed script; shared/ui.md of the project asks for 250. */
const mostKb = 245;

test("a list, the board, the day, imports and duplicates need no more script than their budget", async ({
  page,
  signIn,
  app,
}) => {
  await signIn(page, "tenant_admin");
  for (const path of ["/contacts", "/accounts", "/deals", "/today", "/tasks", "/import", "/duplicates"]) {
    const html = await (await page.request.get(`${app.baseUrl}${path}`)).text();
    // Old browsers alone read a script that is not for modules.
    const tags = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"[^>]*>/g)].filter(
      ([tag]) => !/nomodule/i.test(tag),
    );
    const scripts = [...new Set(tags.map(([, src]) => src!))];
    expect(scripts.length).toBeGreaterThan(5);
    let bytes = 0;
    for (const src of scripts) {
      const answer = await fetch(new URL(src, app.baseUrl), { headers: { "Accept-Encoding": "br" } });
      const length = Number(answer.headers.get("content-length"));
      // What fits into one packet is sent as it is.
      if (length >= 1024) expect(answer.headers.get("content-encoding"), src).toBe("br");
      bytes += length;
    }
    expect(bytes / 1000, `${path}: ${scripts.length} scripts`).toBeGreaterThan(50);
    expect(bytes / 1000, `${path}: ${scripts.length} scripts`).toBeLessThan(mostKb);
  }
});

test("what is asked for before its code has come opens when it comes, and gives the focus back", async ({
  page,
  signIn,
}) => {
  await signIn(page, "tenant_admin");
  // From here on, code arrives only when it is let through.
  let letThrough: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  let isHeld = false;
  await page.route("**/_next/static/**/*.js", async (route) => {
    if (isHeld) await held;
    await route.continue();
  });
  await page.goto("/contacts");
  const sort = page.getByRole("button", { name: /^Sort/ });
  await sort.waitFor();
  isHeld = true;
  await sort.click();
  await expect(sort).toHaveAttribute("aria-expanded", "true");
  letThrough();
  const dialog = page.getByRole("dialog", { name: "Sort" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(sort).toBeFocused();

  const more = page.getByRole("button", { name: "More for this list" });
  await more.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Copy as REST request" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toBeHidden();
  await expect(more).toBeFocused();

  await page.goto("/accounts");
  await page.getByRole("button", { name: /^Sort/ }).waitFor();
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("go g contacts");
  await expect(page.getByRole("combobox", { name: /Search/ })).toHaveValue("go g contacts");
  await expect(page).toHaveURL(/\/accounts/);
});
