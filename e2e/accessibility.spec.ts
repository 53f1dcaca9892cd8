// Every page of the signed-in product, light and dark, at desk and phone size, through axe.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures";

const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing: ${size}, ${colorScheme}`, async ({ browser, signIn, app }) => {
      // Eleven pages, each looked at in full.
      test.setTimeout(180_000);
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      await signIn(page, "tenant_admin");
      const list = async (path: string): Promise<{ id: string }[]> => {
        const { apiKey, apiSecret } = app.demo.tenants[0] ?? { apiKey: "", apiSecret: "" };
        const response = await fetch(`${app.baseUrl}/v1/${path}?limit=1`, {
          headers: { "X-API-Key": apiKey, "X-API-Secret": apiSecret },
        });
        return ((await response.json()) as { data: { id: string }[] }).data;
      };
      const [contact] = await list("contacts");
      const [account] = await list("accounts");
      const pages = [
        "/contacts",
        "/contacts?search=nobody+of+this+name",
        `/contacts?record=${contact?.id}`,
        `/contacts/${contact?.id}`,
        "/contacts/contact_018f6f0e7c1b7d3a9b0c1d2e3f405162",
        "/accounts?group=industry&calculate=annualRevenue:sum",
        `/accounts/${account?.id}`,
        "/accounts?new=1",
        "/import",
        "/history",
        "/duplicates",
      ];
      const found: string[] = [];
      for (const path of pages) {
        await page.goto(app.baseUrl + path);
        await expect(page.getByRole("heading").first()).toBeVisible();
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa"]).analyze();
        for (const { id, nodes } of violations)
          found.push(
            `${path}: ${id}: ${nodes
              .map((node) => node.target.join(" "))
              .slice(0, 3)
              .join(" | ")}`,
          );
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (overflow > 0) found.push(`${path}: ${overflow} px too wide`);
      }
      expect(found).toEqual([]);
      await context.close();
    });
  }
}
