// `npm test`: everything that can be checked, in one run, ending with one line of counts.
// `npm test -- words` runs the tests whose file matches the words, and nothing else; words that begin with e2e/ are
// browser journeys.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BuildFailure, ensureBuilt } from "./build.mjs";
import { ensureInstalled, runPackaged } from "./install.mjs";
import { endWithNpm } from "./lifeline.mjs";

const filters = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const times = [];
endWithNpm();
await ensureInstalled();
const reports = mkdtempSync(join(tmpdir(), "meridian-reports-"));

const check = async (program, args) => one((await runPackaged(program, args)) === 0);
const stages = {
  lint: () => check("biome", ["check", "."]),
  types: async () => {
    // Next writes the declarations that pages are checked against.
    const isReady = (await runPackaged("next", ["typegen"])) === 0;
    return isReady ? await check("tsc", ["--noEmit"]) : one(false);
  },
  tests: () => vitest(filters),
  build: async () => {
    try {
      await ensureBuilt();
      return { passed: 0, failed: 0, skipped: 0 };
    } catch (error) {
      if (!(error instanceof BuildFailure)) throw error;
      console.error(error.message);
      return one(false);
    }
  },
  browser: () => playwright(filters),
};

const isBrowserOnly = filters.some((filter) => filter.startsWith("e2e/"));
const wanted = isBrowserOnly ? ["build", "browser"] : filters.length > 0 ? ["tests"] : Object.keys(stages);
try {
  for (const name of wanted) {
    console.log(`\n── ${name}`);
    const startedAt = Date.now();
    const counts = await stages[name]();
    for (const key of Object.keys(total)) total[key] += counts[key];
    times.push(`${name} ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    // Without a build there is nothing for the browser to open.
    if (name === "build" && counts.failed > 0) break;
  }
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(`\n${times.join(" · ")}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function one(isGood) {
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 };
}

async function vitest(words) {
  const file = join(reports, "vitest.json");
  const code = await runPackaged("vitest", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
    ...words,
  ]);
  const report = readReport(file);
  if (!report) return one(false);
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  // A file that does not load has no tests to fail, and an unhandled error belongs to none.
  return withOutcome(counts, code);
}

async function playwright(words) {
  const file = join(reports, "playwright.json");
  const code = await runPackaged("playwright", ["test", "--reporter=list,json", ...words], {
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  const report = readReport(file);
  if (!report) return one(false);
  const { expected, flaky, unexpected, skipped } = report.stats;
  return withOutcome({ passed: expected, failed: unexpected + flaky, skipped }, code);
}

function withOutcome(counts, code) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
