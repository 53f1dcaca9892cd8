// The pages of web forms, asked as a browser without scripts asks them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { pools } from "@/platform/database/pools";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { fromFetch, toFetch } from "../http/message";
import { formPages } from "./handler";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  await admin("fields.create", {
    recordType: "lead",
    key: "size",
    label: "Company size",
    kind: "select",
    options: [
      { value: "s", label: "Up to 50" },
      { value: "l", label: "More" },
    ],
  });
  await admin("fields.create", { recordType: "lead", key: "seats", label: "Seats", kind: "integer" });
  await admin("fields.create", { recordType: "lead", key: "terms", label: "Terms", kind: "boolean" });
});
afterAll(() => close());

type Made = { id: string } & Record<string, unknown>;
const admin = <T = Made>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const leads = async () => (await admin<{ items: Made[] }>("leads.list", { limit: 100 })).items;

let addresses = 0;
async function visit(path: string, sent?: Record<string, string>, headers: Record<string, string> = {}) {
  addresses += 1;
  const request = new Request(`http://localhost${path}`, {
    method: sent ? "POST" : "GET",
    headers: { host: "localhost", ...headers },
    body: sent && new URLSearchParams(sent),
    redirect: "manual",
  });
  const answer = toFetch(await formPages(fromFetch(request, `10.1.0.${addresses}`)));
  return { status: answer.status, headers: answer.headers, html: await answer.text() };
}

const newForm = (about: Record<string, unknown> = {}) =>
  admin("forms.create", {
    name: "Trial",
    title: "Try <us>",
    fields: [
      { key: "lastName", label: "Name", isRequired: true },
      { key: "email", label: "E-mail", isRequired: true },
      { key: "customFields.size", label: "How many are you?" },
      { key: "customFields.seats", label: "Seats" },
      { key: "customFields.terms", label: "I agree", isRequired: true },
    ],
    ...about,
  });
const person = { lastName: "Plain", email: "plain@visitor.example", "customFields.terms": "true" };

test("the page asks each field in its kind, escapes its texts and runs no script", async () => {
  const form = await newForm();
  const { status, headers, html } = await visit(`/forms/${form.id}`);
  expect(status).toBe(200);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(html).toContain("<h1>Try &lt;us&gt;</h1>");
  expect(html).not.toContain("<script");
  expect(html).toMatch(/<input type="email" [^>]*name="email" required autocomplete="email">/);
  expect(html).toMatch(/<option value="s">Up to 50<\/option>/);
  expect(html).toMatch(/<input type="number" step="1" [^>]*name="customFields.seats">/);
  expect(html).toMatch(/<input type="checkbox" [^>]*name="customFields.terms" value="true" required>/);
  expect((await visit("/forms/form_018f6f0e7c1b7d3a9b0c1d2e3f405181")).status).toBe(404);
  expect((await visit("/forms/nonsense")).status).toBe(404);
});

test("what is wrong is said at its field with all values kept; what is right becomes a lead and leads on", async () => {
  const form = await newForm({ redirectUrl: "https://example.com/thanks?x=1" });
  const before = (await leads()).length;
  const wrong = { ...person, email: "<nobody>", "customFields.seats": "many", "customFields.size": "l" };
  const refused = await visit(`/forms/${form.id}`, wrong);
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('value="&lt;nobody&gt;"');
  expect(refused.html).toMatch(/<option value="l" selected>/);
  expect(refused.html).toMatch(/<a href="#field-email">/);
  expect(refused.html).toContain('aria-describedby="field-email-fault"');
  const number = await visit(`/forms/${form.id}`, { ...person, "customFields.seats": "many" });
  expect([number.status, number.html.includes("field-customFields-seats-fault")]).toEqual([422, true]);
  const without = await visit(`/forms/${form.id}`, { ...person, "customFields.terms": "false" });
  expect([without.status, without.html.includes("I agree is required")]).toEqual([422, true]);
  expect(await leads()).toHaveLength(before);

  const right = { ...person, "customFields.size": "Up to 50", "customFields.seats": "12" };
  const sent = await visit(`/forms/${form.id}`, right, { origin: "http://localhost" });
  expect([sent.status, sent.headers.get("location")]).toEqual([303, "https://example.com/thanks?x=1"]);
  // Browsers hold a form to the policy of its page along redirects.
  expect((await visit(`/forms/${form.id}`)).headers.get("content-security-policy")).toContain(
    "form-action 'self' https://example.com;",
  );
  expect((await leads()).find((lead) => lead.email === "plain@visitor.example")).toMatchObject({
    customFields: { size: "s", seats: 12, terms: true },
  });
});

test("only pages of the allowed sites, and the form's own, may send it", async () => {
  const form = await newForm({ allowedOrigins: ["https://www.example.com/contact?x=1"] });
  expect(form.allowedOrigins).toEqual(["https://www.example.com"]);
  const send = (name: string, origin?: string) =>
    visit(
      `/forms/${form.id}`,
      { ...person, email: `${name}@origins.example` },
      origin === undefined ? {} : { origin },
    );
  expect((await send("foreign", "https://elsewhere.example")).status).toBe(403);
  expect((await send("hidden", "null")).status).toBe(403);
  expect((await leads()).filter((lead) => String(lead.email).endsWith("@origins.example"))).toHaveLength(0);
  expect((await send("allowed", "https://www.example.com")).status).toBe(303);
  expect((await send("own", "http://localhost")).status).toBe(303);
  expect((await leads()).filter((lead) => String(lead.email).endsWith("@origins.example"))).toHaveLength(2);
});

test("a followed link confirms nothing, its button does, once", async () => {
  const form = await newForm({ needsConfirmation: true });
  const mine = async () => (await leads()).filter((lead) => lead.email === "waiting@visitor.example");
  const sent = await visit(`/forms/${form.id}`, { ...person, email: "waiting@visitor.example" });
  expect(sent.headers.get("location")).toBe(`/forms/${form.id}?sent=confirmation_sent`);
  expect((await visit(sent.headers.get("location") ?? "")).html).toContain("Look into your mailbox");
  const link = await mailedLink("waiting@visitor.example");
  expect((await visit(link)).html).toContain("Yes, confirm my address");
  expect(await mine()).toHaveLength(0);
  const confirmed = await visit(link, {});
  expect([confirmed.status, confirmed.headers.get("location")]).toEqual([
    303,
    `/forms/${form.id}?sent=accepted`,
  ]);
  expect(await mine()).toHaveLength(1);
  expect((await visit(link, {})).status).toBe(404);
});

/** Mail is handed over after the commit and delivered on its own. */
async function mailedLink(recipient: string): Promise<string> {
  for (let i = 0; i < 100; i += 1) {
    const { rows } = await pools().system.query<{ body: string }>(
      "select body from control.outgoing_mail where recipient = $1",
      [recipient],
    );
    const link = rows[0]?.body.match(/http:\/\/localhost:\d+(\/forms\/\S+)/)?.[1];
    if (link) return link;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no mail to ${recipient}`);
}

test("a field that leads have come to need is asked for, and one that is gone is not", async () => {
  const form = await newForm();
  const needed = await admin("fields.create", {
    recordType: "lead",
    key: "region",
    label: "Region",
    kind: "text",
    isRequired: true,
  });
  const lacking = await visit(`/forms/${form.id}`, { ...person, email: "later@visitor.example" });
  expect([lacking.status, lacking.html.includes("Region is required")]).toEqual([422, true]);
  const { html } = await visit(`/forms/${form.id}`);
  expect(html).toMatch(/name="customFields.region" required/);
  await admin("fields.delete", { fieldId: needed.id });
  expect((await visit(`/forms/${form.id}`)).html).not.toContain("customFields.region");
  expect((await visit(`/forms/${form.id}`, { ...person, email: "later@visitor.example" })).status).toBe(303);
});
