// Calls as a rep makes them all day: logged from the day's page with one key, and from a record's page with a length.
import { demoUser, expect, test } from "./fixtures";

test("a call is logged with its outcome and length, from the day's page and from the record's", async ({
  page,
  signIn,
  app,
}) => {
  const { token } = demoUser(app, "sales_rep");
  const ask = async (path: string): Promise<Record<string, unknown>[]> => {
    const answer = await fetch(`${app.baseUrl}/v1/${path}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    return ((await answer.json()) as { data: Record<string, unknown>[] }).data;
  };
  await signIn(page, "sales_rep");
  await page.goto(`${app.baseUrl}/today`);
  const next = page.getByRole("region", { name: "Call next" });
  const lead = next.getByRole("link").first();
  const leadId = (await lead.getAttribute("data-row")) ?? "";
  const logged = async () =>
    (await ask(`activities/communications?leadId=${leadId}&type=call&sort=-createdAt`)).map(
      ({ outcome, durationMinutes, content }) => [outcome, durationMinutes, content],
    );
  const before = (await logged()).length;

  // L, and the number of how it ended.
  await lead.focus();
  await page.keyboard.press("l");
  await expect(next.getByRole("button", { name: "Connected" })).toBeFocused();
  await page.keyboard.press("4");
  await expect(lead).toBeFocused();
  expect((await logged())[0]).toEqual(["no_answer", null, "No answer"]);

  // What was said, with its length at the end of the line.
  await page.keyboard.press("l");
  await next.getByLabel("What was said, and how long it took").fill("Wants an offer, 1 h 5 min");
  await page.keyboard.press("Enter");
  await expect(lead).toBeFocused();
  expect(await logged()).toHaveLength(before + 2);
  expect((await logged())[0]).toEqual(["connected", 65, "Wants an offer"]);

  await page.goto(`${app.baseUrl}/leads/${leadId}`);
  const entry = page.getByText("Wants an offer").locator("xpath=ancestor::li[1]");
  await expect(entry).toContainText("Connected");
  await expect(entry).toContainText("1 h 5 min");
  const composer = page.getByRole("region", { name: "Write down" });
  await composer.getByRole("button", { name: "Call", exact: true }).click();
  await composer.getByRole("combobox", { name: "Outcome" }).click();
  await page.getByRole("option", { name: "Left voicemail" }).click();
  const length = composer.getByLabel("How long, in words");
  await length.fill("soon");
  await expect(composer.getByRole("button", { name: "Log the call" })).toBeDisabled();
  await length.fill("90 sec");
  await composer.getByRole("button", { name: "Log the call" }).click();
  await expect(length).toHaveValue("");
  expect((await logged())[0]).toEqual(["left_voicemail", 2, "Left voicemail"]);
});
