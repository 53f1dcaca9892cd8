import { defineConfig } from "@playwright/test";
import { chromiumLaunch } from "./e2e/browser";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // One server and one browser at a time: journeys share the demo tenant, and the machine may be small.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    // Recording every step more than doubles the time of a journey: `npx playwright test --trace on` when one is needed.
    trace: "off",
    // Journeys wait for states, not for movements.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: await chromiumLaunch(),
  },
});
