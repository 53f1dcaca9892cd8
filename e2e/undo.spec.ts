// What was exported comes in again as it is, is taken back, and that is taken back too: every place says the same of it.
import { api, expect, test } from "./fixtures";

test("an exported file is changed, imported, undone and redone; plan, report, imports and history agree", async ({
  page,
  signIn,
  app,
}) => {
  const made = await api<{ id: string; customFields: Record<string, unknown> }>(app, "POST", "contacts", {
    firstName: "Ida",
    lastName: "Rhodes",
    email: "ida@undo.example",
    jobTitle: "Clerk",
    customFields: { industry: "Sums" },
    force: true,
  });
  const record = {
    ...made,
    jobTitle: "Pioneer",
    customFields: { ...made.customFields, industry: "Compilers" },
  };
  await signIn(page, "tenant_admin");
  await page.goto("/import?type=contacts");
  await page.locator("input[type=file]").setInputFiles({
    name: "people.ndjson",
    mimeType: "application/x-ndjson",
    buffer: Buffer.from(`${JSON.stringify(record)}\n{"firstName":"No","lastName":"Mail","email":"wrong"}\n`),
  });
  await page.getByRole("button", { name: "See what it will do" }).click();
  const rows = page.getByRole("region", { name: "Row by row" });
  await rows.getByText("All · 2").click();
  await expect(rows.getByText(/^Job title: Clerk → Pioneer$/)).toBeVisible();
  await expect(rows.getByText(/^Industry: Sums → Compilers$/)).toBeVisible();
  await page.getByRole("button", { name: "Import 1 row" }).click();

  await page.getByRole("button", { name: "Undo this import" }).click();
  await expect(page.getByRole("button", { name: "Import undone" })).toBeVisible();
  expect(await api(app, "GET", `contacts/${made.id}`)).toMatchObject({ jobTitle: "Clerk" });
  const inList = page.getByRole("row", { name: /people\.ndjson/ });
  await page.goto("/import");
  await expect(inList).toContainText("undone");

  await page.goto("/history");
  await page.getByRole("button", { name: "Redo: Imported contacts from people.ndjson" }).click();
  await expect(page.getByText("Redid: Imported contacts from people.ndjson")).toBeVisible();
  await page.getByRole("button", { name: /^Redid: Imported contacts/ }).click();
  await expect(page.getByText(/updated: Job title, Industry$|updated: Industry, Job title$/)).toBeVisible();
  expect(await api(app, "GET", `contacts/${made.id}`)).toMatchObject({
    jobTitle: "Pioneer",
    customFields: { industry: "Compilers" },
  });
  await page.goto("/import");
  await expect(inList).toContainText("done");
  await expect(inList).not.toContainText("undone");
});
