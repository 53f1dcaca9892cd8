// `npx tsx bench/wizard.ts [--rows 100000] [--json FILE]`: a CSV of contacts, 2 % with a fault and 3 % twice, through the
// browser of the built product: uploaded, planned, looked through, written and undone. How long each takes, the longest
// time in which the page did not answer, and what the server's memory did.
import { spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { chromium, type Page } from "@playwright/test";
import { chromiumLaunch } from "../e2e/browser";
import { eraseEmbeddedDatabase } from "../src/platform/embedded-database";
import { rssMb } from "./processes";

const { values: args } = parseArgs({
  options: { rows: { type: "string", default: "100000" }, json: { type: "string" } },
});
const rows = Number(args.rows);
const patienceMs = 20 * 60_000;

/** Every 50th row has no e-mail address where one should be, every 33rd is the row before once more. */
function contactsCsv(count: number): Buffer {
  const lines = ["First name,Last name,E-mail,Phone,Company,Job title,City,Country"];
  const lineOf = (n: number, email: string) =>
    `Ada${n % 997},Lovelace${n},${email},+1 212 ${1_000_000 + n},Company ${n % 5000} Ltd,Engineer,Berlin,Germany`;
  for (let n = 1; n <= count; n++) {
    const email = `ada.${n}@example${n % 500}.com`;
    if (n % 50 === 7) lines.push(lineOf(n, "not an address"));
    else if (n % 33 === 5) lines.push(lines.at(-1) as string);
    else lines.push(lineOf(n, email));
  }
  return Buffer.from(lines.join("\n"));
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

type Phase = { phase: string; seconds: number; rssBefore: number; rssPeak: number; longestTaskMs: number };

async function measured(
  page: Page,
  pid: number,
  phase: string,
  work: () => Promise<unknown>,
): Promise<Phase> {
  await page.evaluate("window.longest = 0");
  const rssBefore = rssMb(pid);
  let rssPeak = rssBefore;
  const sampling = setInterval(() => {
    rssPeak = Math.max(rssPeak, rssMb(pid));
  }, 250);
  const begun = performance.now();
  try {
    await work();
  } finally {
    clearInterval(sampling);
  }
  const seconds = (performance.now() - begun) / 1000;
  const longestTaskMs = Math.round(Number(await page.evaluate("window.longest")));
  const found = {
    phase,
    seconds: Number(seconds.toFixed(1)),
    rssBefore: Math.round(rssBefore),
    rssPeak: Math.round(rssPeak),
    longestTaskMs,
  };
  console.log(JSON.stringify(found));
  return found;
}

const dataDir = await mkdtemp(join(tmpdir(), "meridian-wizard-"));
await chmod(dataDir, 0o755);
const baseUrl = `http://127.0.0.1:${await freePort()}`;
const server = spawn(process.execPath, ["dist/server.js"], {
  env: {
    ...process.env,
    NODE_ENV: "production",
    PORT: new URL(baseUrl).port,
    DATA_DIR: dataDir,
    LOG_LEVEL: "warn",
  },
  stdio: ["ignore", "ignore", "inherit"],
});
const pid = server.pid as number;
try {
  let demoText: string | undefined;
  for (let tries = 0; tries < 600 && !demoText; tries++) {
    const isUp = await fetch(`${baseUrl}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) demoText = await readFile(join(dataDir, "demo.json"), "utf8").catch(() => undefined);
    await delay(200);
  }
  if (!demoText) throw new Error("the product did not start");
  const demo = JSON.parse(demoText) as {
    tenants: { users: { role: string; email: string; password: string }[] }[];
  };
  const admin = demo.tenants[0]?.users.find(({ role }) => role === "tenant_admin");
  if (!admin) throw new Error("there is no demo administrator");
  const browser = await chromium.launch(await chromiumLaunch());
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.addInitScript(() => {
    const seen = window as unknown as { longest: number };
    seen.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
    }).observe({ type: "longtask", buffered: false });
  });
  await page.goto(`${baseUrl}/sign-in`);
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/(contacts|today)(\?|$)/);
  await page.goto(`${baseUrl}/import?type=contacts`);
  const file = join(dataDir, "contacts.csv");
  await writeFile(file, contactsCsv(rows));
  await page.getByRole("heading", { name: "Import" }).waitFor();
  await delay(1500);

  const phases: Phase[] = [];
  const see = page.getByRole("button", { name: "See what it will do" });
  const write = page.getByRole("button", { name: /^Import [\d,]+ rows$/ });
  const phase = async (name: string, work: () => Promise<unknown>) =>
    void phases.push(await measured(page, pid, name, work));
  await phase("upload and recognise", async () => {
    await page.locator("input[type=file]").setInputFiles(file);
    await see.waitFor({ timeout: patienceMs });
  });
  await phase("plan", async () => {
    await see.click();
    await write.waitFor({ timeout: patienceMs });
  });
  await phase("look through: 5 pages, the last rows, duplicates", async () => {
    const region = page.getByRole("region", { name: "Row by row" });
    await region.getByText(/^All · /).click();
    for (let i = 0; i < 5; i++) {
      const first = await region.getByRole("rowheader").first().textContent();
      await region.getByRole("button", { name: "Next rows" }).click();
      await region
        .getByRole("rowheader")
        .filter({ hasText: new RegExp(`^(?!${first}$)\\d+$`) })
        .first()
        .waitFor();
    }
    const goTo = region.getByRole("textbox", { name: "Go to row" });
    await goTo.fill(String(rows - 10));
    await goTo.press("Enter");
    await region.getByRole("rowheader", { name: String(rows + 1), exact: true }).waitFor({ timeout: 30_000 });
    await region
      .getByText(/^skip · |^update · |^unchanged · /)
      .first()
      .click();
    await region.getByRole("rowheader").first().waitFor();
  });
  await phase("write", async () => {
    await write.click();
    await page.getByText("Done", { exact: true }).waitFor({ timeout: patienceMs });
  });
  console.log(await page.locator("dl").first().innerText());
  await phase("undo", async () => {
    await page.getByRole("button", { name: "Undo this import" }).click();
    await page.getByRole("button", { name: "Import undone" }).waitFor({ timeout: patienceMs });
  });
  if (args.json) await writeFile(args.json, JSON.stringify({ rows, phases }, null, 2));
  await browser.close();
} finally {
  server.kill("SIGTERM");
  await new Promise((resolve) => server.once("exit", resolve));
  await eraseEmbeddedDatabase(dataDir);
  await rm(dataDir, { recursive: true, force: true });
}
