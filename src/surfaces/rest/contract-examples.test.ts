// The contract's own examples for contacts and accounts, sent as they stand there.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "@/test/tenant";
import { type RestTenant, restTenant } from "./fixtures";

let close: () => Promise<void>;
let tenant: RestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await restTenant();
});
afterAll(() => close());

const contact = {
  firstName: "John",
  lastName: "Doe",
  email: "john.doe@example.com",
  phone: "+1-555-0123",
  company: "Acme Corp",
  jobTitle: "Sales Manager",
  address: { street: "123 Main St", city: "New York", state: "NY", zipCode: "10001", country: "US" },
  customFields: { leadSource: "Website", industry: "Technology" },
};
const account = {
  name: "Enterprise Corp",
  website: "https://enterprise-corp.com",
  industry: "Technology",
  employees: 5000,
  annualRevenue: 100000000,
  type: "Customer",
  parentAccountId: null,
  address: {
    street: "456 Business Ave",
    city: "San Francisco",
    state: "CA",
    zipCode: "94105",
    country: "US",
  },
};

test("a contact: created, read, updated, listed, searched and deleted with the contract's requests", async () => {
  const { admin } = tenant;
  const created = await admin("POST /contacts", { body: contact });
  expect(created.status).toBe(201);
  expect(Object.keys(created.body)).toEqual(["success", "data", "meta", "errors"]);
  expect(created.body).toMatchObject({ success: true, meta: { version: "1.0" }, errors: [] });
  expect(created.body.meta.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  expect(created.body.meta.requestId).toBe(created.headers.get("x-request-id"));
  expect(created.record).toMatchObject(contact);
  const { id } = created.record;
  expect(id).toMatch(/^contact_[0-9a-f]{32}$/);
  expect(created.headers.get("location")).toBe(`/v1/contacts/${id}`);
  expect(created.headers.get("etag")).toBe('"1"');

  const got = await admin(`GET /contacts/${id}`);
  expect(got.record).toEqual(created.record);

  const updated = await admin(`PUT /contacts/${id}`, {
    body: { firstName: "John", lastName: "Smith", email: "john.smith@example.com" },
  });
  expect(updated.status).toBe(200);
  expect(updated.record).toMatchObject({
    lastName: "Smith",
    email: "john.smith@example.com",
    company: "Acme Corp",
    customFields: contact.customFields,
  });

  const listed = await admin("GET /contacts?page=1&limit=50&sort=lastName&order=asc&search=john");
  expect(listed.records.map((one) => one.id)).toEqual([id]);
  expect(listed.body.meta.pagination).toEqual({
    page: 1,
    limit: 50,
    total: 1,
    totalPages: 1,
    hasNext: false,
    nextCursor: null,
    totalIsExact: true,
  });

  const search = {
    query: "john",
    filters: { company: "Acme Corp", jobTitle: "Manager", createdAfter: "2025-01-01T00:00:00Z" },
    sort: { field: "lastName", order: "asc" },
    pagination: { page: 1, limit: 50 },
  };
  const none = await admin("POST /contacts/search", { body: search });
  expect([none.status, none.records]).toEqual([200, []]);
  const found = await admin("POST /contacts/search", {
    body: { ...search, filters: { ...search.filters, jobTitle: "Sales Manager" } },
  });
  expect(found.records.map((one) => one.id)).toEqual([id]);

  const deleted = await admin(`DELETE /contacts/${id}`);
  expect(deleted.record).toMatchObject({ id });
  expect((await admin(`GET /contacts/${id}`)).status).toBe(404);
  expect((await admin(`POST /contacts/${id}/restore`)).record).toMatchObject({ id });
});

test("an account: created, its hierarchy, its relationships, its contacts", async () => {
  const { admin } = tenant;
  const created = await admin("POST /accounts", { body: account });
  expect(created.status).toBe(201);
  expect(created.record).toMatchObject(account);
  const { id } = created.record;

  const child = await admin("POST /accounts", { body: { name: "Enterprise Labs", parentAccountId: id } });
  const hierarchy = await admin(`GET /accounts/${id}/hierarchy`);
  expect(hierarchy.record).toMatchObject({
    accountId: id,
    parent: null,
    children: [{ id: child.record.id, name: "Enterprise Labs", children: [] }],
  });

  const related = await admin(`POST /accounts/${id}/relationships`, {
    body: {
      relatedAccountId: child.record.id,
      relationshipType: "subsidiary",
      description: "Wholly owned subsidiary",
    },
  });
  expect(related.status).toBe(201);
  const relationships = await admin(`GET /accounts/${id}/relationships`);
  expect(relationships.records).toEqual([related.record]);

  await admin("POST /contacts", { body: { firstName: "Ann", lastName: "Lee", accountId: id } });
  const people = await admin(`GET /accounts/${id}/contacts?page=1&limit=25`);
  expect(people.records.map((one) => one.fullName)).toEqual(["Ann Lee"]);
  expect(people.body.meta.pagination).toMatchObject({ limit: 25, total: 1 });
});

test("a credential is a bearer token, or a key with its secret, and its tenant must be the named one", async () => {
  const { admin, key, anyone, ref, apiKey } = tenant;
  for (const client of [admin, key]) {
    expect((await client("GET /contacts", { headers: { "x-tenant-id": ref.id } })).status).toBe(200);
  }
  const missing = await anyone("GET /contacts");
  expect(missing.status).toBe(401);
  expect(missing.headers.get("www-authenticate")).toContain("Bearer");
  expect(missing.body).toMatchObject({
    success: false,
    data: null,
    errors: [{ code: "UNAUTHORIZED" }],
    error: { code: "UNAUTHORIZED", details: { error_type: "credential_missing" } },
  });
  const wrong = await anyone("GET /contacts", {
    headers: { "x-api-key": apiKey.apiKey, "x-api-secret": "sk_live_wrong" },
  });
  expect(wrong.status).toBe(401);
  const foreign = await restTenant();
  expect((await admin("GET /contacts", { headers: { "x-tenant-id": foreign.ref.id } })).status).toBe(403);
});

test("a missing permission is told with what is needed and what is held", async () => {
  const reader = await tenant.keyWith(["contacts:read"]);
  expect((await reader("GET /contacts")).status).toBe(200);
  const refused = await reader("POST /contacts", { body: contact });
  expect(refused.status).toBe(403);
  expect(refused.body.error).toEqual({
    code: "FORBIDDEN",
    message: expect.any(String),
    details: { required_permissions: ["contacts:write"], user_permissions: ["contacts:read"] },
  });
});

test("the rate limit is told on every answer, and refuses with when to go on", async () => {
  const narrow = await restTenant(0.01);
  const first = await narrow.key("GET /contacts");
  expect(first.status).toBe(200);
  // A hundredth of the tier's 5,000 per minute and 100 per second.
  expect(first.headers.get("x-ratelimit-limit")).toBe("50");
  expect(first.headers.get("x-ratelimit-remaining")).toBe("49");
  expect(Number(first.headers.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000);
  const burst = await Promise.all([1, 2, 3].map(() => narrow.key("GET /contacts")));
  const last = burst.at(-1)!;
  expect(last.status).toBe(429);
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(last.body.error).toMatchObject({ code: "RATE_LIMIT_EXCEEDED" });
  expect(last.body.error?.details).toHaveProperty("retry_after");
});
