// Looks at pages: screenshots of the given paths at desktop (1440×900) and phone (390×844) size, light and dark.
//
//   node e2e/look.mjs URL OUT_DIR [--login email:password] [--full] [--wait ms] [--only desktop|phone|light|dark] path…
//   node e2e/look.mjs http://localhost:3000 /tmp/look --login admin@demo.test:secret /contacts /accounts
//
// Any URL will do. Files: OUT_DIR/<path>-<desktop|phone>-<light|dark>.png. Errors of the page's console, failed
// requests and horizontal overflow are printed beside each. --full takes the whole height, --wait waits longer for
// late content, --only (repeatable) narrows the four pictures.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { register } from "tsx/esm/api";

register();
const { chromiumLaunch } = await import("./browser.ts");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    login: { type: "string" },
    full: { type: "boolean", default: false },
    wait: { type: "string", default: "300" },
    only: { type: "string", multiple: true, default: [] },
  },
});
const [baseUrl, outDir, ...paths] = positionals;
if (!baseUrl || !outDir || paths.length === 0) {
  console.error("Usage: node e2e/look.mjs URL OUT_DIR [--login email:password] [--full] [--wait ms] path…");
  process.exit(2);
}

const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const schemes = ["light", "dark"];
const wanted = (all) => {
  const chosen = all.filter((name) => values.only.includes(name));
  return chosen.length > 0 ? chosen : all;
};

await mkdir(outDir, { recursive: true });
const browser = await chromium.launch(await chromiumLaunch());
let hasTrouble = false;
try {
  const storageState = values.login ? await signIn(values.login) : undefined;
  for (const size of wanted(Object.keys(sizes))) {
    for (const scheme of wanted(schemes)) {
      const context = await browser.newContext({
        viewport: sizes[size],
        colorScheme: scheme,
        hasTouch: size === "phone",
        isMobile: size === "phone",
        storageState,
      });
      // Mantine's own switch, for pages whose default is not the system's scheme.
      await context.addInitScript(
        (value) => localStorage.setItem("mantine-color-scheme-value", value),
        scheme,
      );
      for (const path of paths) await look(context, path, `${size}-${scheme}`);
      await context.close();
    }
  }
} finally {
  await browser.close();
}
process.exitCode = hasTrouble ? 1 : 0;

async function signIn(login) {
  const [email, ...rest] = login.split(":");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(new URL("/sign-in", baseUrl).href);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(rest.join(":"));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"), { timeout: 15_000 });
  const state = await context.storageState();
  await context.close();
  return state;
}

async function look(context, path, variant) {
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`page: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()} ${response.url()}`);
  });
  try {
    await page.goto(new URL(path, baseUrl).href, { waitUntil: "load", timeout: 60_000 });
    // Live pages keep a connection open and never become idle.
    await page.waitForLoadState("networkidle", { timeout: 5_000 }).catch(() => undefined);
    await page.waitForTimeout(Number(values.wait));
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (overflow > 0) troubles.push(`${overflow} px wider than the screen`);
  } catch (error) {
    troubles.push(String(error));
  }
  const name = path.replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "") || "home";
  const file = join(outDir, `${name}-${variant}.png`);
  await page.screenshot({ path: file, fullPage: values.full });
  console.log(`${file}  ${page.url()}`);
  for (const trouble of troubles) console.log(`  ! ${trouble}`);
  hasTrouble ||= troubles.length > 0;
  await page.close();
}
