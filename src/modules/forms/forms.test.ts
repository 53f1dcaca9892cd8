import { afterAll, beforeAll, expect, test } from "vitest";
import { pools } from "@/platform/database/pools";
import { clientWith } from "@/surfaces/rest/fixtures";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Made = { id: string } & Record<string, unknown>;
const admin = <T = Made>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
let addresses = 0;
/** Each visitor from an address of their own. */
function visit<T = Made>(operation: string, input: unknown, ip?: string): Promise<T> {
  addresses += 1;
  return callAs<T>(null, operation, input, { ip: ip ?? `10.0.0.${addresses}` });
}
const leads = async () => (await admin<{ items: Made[] }>("leads.list", { limit: 100 })).items;

test("a visitor's form becomes a lead of the form's source and owner, whatever the visitor adds", async () => {
  const owner = tenant.actors.sales_rep!.id;
  const form = await admin("forms.create", {
    name: "Website",
    ownerId: owner,
    redirectUrl: "https://example.com/thanks",
    fields: [
      { key: "firstName", label: "First name" },
      { key: "lastName", label: "Last name", isRequired: true },
      { key: "email", label: "E-mail", isRequired: true },
      { key: "customFields.budget", label: "Budget" },
    ],
  });
  expect(await visit("forms.see", { formId: form.id })).toMatchObject({ title: "Website", isOpen: true });
  const values = {
    firstName: "Vera",
    lastName: "Visitor",
    email: "Vera@visitor.example",
    "customFields.budget": "10k",
  };
  expect(await visit("forms.submit", { formId: form.id, values })).toEqual({
    status: "accepted",
    message: "Thank you! We will be in touch.",
    redirectUrl: "https://example.com/thanks",
  });
  expect(await leads()).toMatchObject([
    {
      email: "vera@visitor.example",
      source: "Website Form",
      ownerId: owner,
      customFields: { budget: "10k" },
      createdBy: null,
    },
  ]);
  for (const [bad, field] of [
    [{ ...values, score: "100" }, "values.score"],
    [{ ...values, email: "nonsense" }, "values.email"],
    [{ lastName: "OnlyName" }, "values.email"],
  ] as const) {
    await expect(visit("forms.submit", { formId: form.id, values: bad })).rejects.toMatchObject({
      status: 422,
      fields: [expect.objectContaining({ field })],
    });
  }
  // Someone known already is told the same, and no second lead is made.
  await expect(visit("forms.submit", { formId: form.id, values })).resolves.toMatchObject({
    status: "accepted",
  });
  expect(await leads()).toHaveLength(1);
  const came = await admin<Made[]>("forms.submissions", { formId: form.id });
  expect(came.map((one) => one.status)).toEqual(["duplicate", "accepted"]);
});

test("programs that fill in everything leave nothing; one address sends ten in ten minutes", async () => {
  const form = await admin("forms.create", { name: "Trap" });
  const before = (await leads()).length;
  const values = (i: number) => ({ firstName: "Bot", lastName: `${i}`, email: `bot.${i}@bots.example` });
  await expect(
    visit("forms.submit", { formId: form.id, values: { ...values(0), website: "http://spam.example" } }),
  ).resolves.toMatchObject({ status: "accepted" });
  expect(await leads()).toHaveLength(before);
  for (let i = 1; i <= 10; i += 1)
    await visit("forms.submit", { formId: form.id, values: values(i) }, "10.9.9.9");
  await expect(
    visit("forms.submit", { formId: form.id, values: values(11) }, "10.9.9.9"),
  ).rejects.toMatchObject({
    status: 429,
  });
  expect(await leads()).toHaveLength(before + 10);
});

test("with double opt-in the lead is made by the mailed link, once", async () => {
  const form = await admin("forms.create", { name: "Opt in", needsConfirmation: true });
  const values = { firstName: "Olga", lastName: "Opt", email: "olga@opt.example" };
  const before = (await leads()).length;
  expect(await visit("forms.submit", { formId: form.id, values })).toMatchObject({
    status: "confirmation_sent",
  });
  expect(await leads()).toHaveLength(before);
  const token = await mailedToken("olga@opt.example");
  const wrong = { formId: form.id, token: `${token.slice(1)}x` };
  await expect(visit("forms.confirm", wrong)).rejects.toMatchObject({ status: 404 });
  await expect(visit("forms.confirm", { formId: form.id, token })).resolves.toMatchObject({
    status: "accepted",
  });
  await expect(visit("forms.confirm", { formId: form.id, token })).rejects.toMatchObject({ status: 404 });
  expect((await leads()).filter((lead) => lead.email === "olga@opt.example")).toHaveLength(1);
});

/** Mail is handed over after the commit and delivered on its own. */
async function mailedToken(recipient: string): Promise<string> {
  for (let i = 0; i < 100; i += 1) {
    const { rows } = await pools().system.query<{ body: string }>(
      "select body from control.outgoing_mail where recipient = $1",
      [recipient],
    );
    const token = rows[0]?.body.match(/\/confirm\/([\w-]+)/)?.[1];
    if (token) return token;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no mail to ${recipient}`);
}

test("closed and deleted forms take nothing, and another tenant cannot touch them", async () => {
  const other = await testTenant("Other");
  const form = await admin("forms.create", { name: "Closing" });
  const values = { firstName: "L", lastName: "Late", email: "late@visitor.example" };
  await expect(
    other.call("tenant_admin", "forms.update", { formId: form.id, isOpen: false }),
  ).rejects.toMatchObject({ status: 404 });
  await admin("forms.update", { formId: form.id, isOpen: false });
  await expect(visit("forms.submit", { formId: form.id, values })).rejects.toMatchObject({
    code: "FORM_CLOSED",
  });
  await admin("forms.delete", { formId: form.id });
  await expect(visit("forms.submit", { formId: form.id, values })).rejects.toMatchObject({ status: 404 });
  await expect(tenant.call("sales_rep", "forms.create", { name: "Mine" })).rejects.toMatchObject({
    status: 403,
  });
  for (const bad of [
    { fields: [{ key: "email", label: "E", isRequired: true }] },
    { ownerId: other.actors.sales_rep!.id },
  ]) {
    await expect(admin("forms.create", { name: "Bad", ...bad })).rejects.toMatchObject({ status: 422 });
  }
});

test("the snippet escapes what it shows, and pages of any origin may send it over REST", async () => {
  const form = await admin("forms.create", { name: "Snippet", title: '<b>"Hi" & bye</b>' });
  const { html } = await admin<{ html: string }>("forms.snippet", { formId: form.id });
  expect(html).toContain("&lt;b&gt;&quot;Hi&quot; &amp; bye&lt;/b&gt;");
  expect(html).toContain(`/v1/forms/${form.id}/submissions`);
  const visitor = clientWith({ origin: "https://customer.example" });
  const preflight = await visitor(`OPTIONS /forms/${form.id}/submissions`, {
    headers: { "access-control-request-method": "POST" },
  });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
  const values = { firstName: "R", lastName: "Rest", email: "rest@visitor.example" };
  const answer = await visitor(`POST /forms/${form.id}/submissions`, { body: { values } });
  expect(answer.body).toMatchObject({ success: true, data: { status: "accepted" } });
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  const elsewhere = await visitor("GET /contacts");
  expect(elsewhere.headers.get("access-control-allow-origin")).toBeNull();
});
