// Whatever comes in is answered in the contract's error form, with a clear 4xx, and nothing is written.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase } from "@/test/tenant";
import { type RestTenant, restTenant } from "./fixtures";
import { readQueryString } from "./query";

let close: () => Promise<void>;
let tenant: RestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await restTenant();
});
afterAll(async () => {
  const written = await tenant.admin("GET /contacts?count=exact");
  expect(written.body.meta.pagination).toMatchObject({ total: 0 });
  await close();
});

const someId = "contact_018f6f0e7c1b7d3a9b0c1d2e3f405162";
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

describe("bodies that cannot be read", () => {
  const cases: [name: string, raw: BodyInit, status: number][] = [
    ["not JSON", "{firstName:", 400],
    ["a list", "[]", 400],
    ["a text", '"x"', 400],
    ["null", "null", 400],
    ["not UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400],
    ["__proto__", '{"firstName":"A","lastName":"B","__proto__":{"isAdmin":true}}', 400],
    ["constructor", '{"firstName":"A","lastName":"B","customFields":{"constructor":1}}', 400],
    ["half of a surrogate pair", '{"firstName":"\\ud800","lastName":"B"}', 400],
    ["half of a surrogate pair in a key", '{"firstName":"A","lastName":"B","\\udc00":1}', 400],
    ["a number of 1e400", '{"firstName":"A","lastName":"B","customFields":{"x":1e400}}', 400],
    ["65 levels", deep(65), 400],
    ["10,000 levels", deep(10_000), 400],
    ["10,000 levels of lists", `{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, 400],
    ["10 MB", `{"firstName":"${"a".repeat(10 * 1024 * 1024)}"}`, 413],
  ];
  test.each(cases)("%s", async (_, raw, status) => {
    for (const path of ["POST /contacts", `PUT /contacts/${someId}`, "POST /contacts/search"]) {
      const answer = await tenant.admin(path, { raw });
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.body).toMatchObject({ success: false, data: null });
      expect(answer.body.errors).toHaveLength(1);
      expect(answer.body.error?.code).toBe(answer.body.errors[0]?.code);
    }
  });

  test("another type of content is 415, whoever sends it", async () => {
    const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/csv"];
    types.push("application/json; charset=utf-16");
    for (const type of types) {
      const answer = await tenant.admin("POST /contacts", { raw: "{}", headers: { "content-type": type } });
      expect([type, answer.status]).toEqual([type, 415]);
    }
    const zipped = { "content-encoding": "gzip" };
    expect((await tenant.admin("POST /contacts", { raw: "{}", headers: zipped })).status).toBe(415);
  });

  test("nobody's body is read without a credential", async () => {
    expect((await tenant.anyone("POST /contacts", { raw: "{broken" })).status).toBe(401);
  });
});

describe("fields that are not valid", () => {
  test("all at once, with the nearest name for an unknown one", async () => {
    const answer = await tenant.admin("POST /contacts", {
      body: {
        first_name: "John",
        email: "not-an-address",
        phone: 5,
        address: { zip: "1" },
        customFields: { x: 1 },
      },
    });
    expect(answer.status).toBe(422);
    expect(new Set(answer.fields)).toEqual(
      new Set(["first_name", "firstName", "lastName", "email", "phone", "address.zip"]),
    );
    const unknown = answer.body.errors.find(({ field }) => field === "first_name");
    expect(unknown).toMatchObject({ code: "UNKNOWN_FIELD", message: expect.stringContaining("firstName") });
    expect(answer.body.error).toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("an unknown parameter names the nearest known one", async () => {
    const answer = await tenant.admin("GET /contacts?lastname=Doe&limit=zero&order=up&sort=nme");
    expect(answer.status).toBe(422);
    expect(new Set(answer.fields)).toEqual(new Set(["lastname", "limit", "order", "sort"]));
    expect(answer.body.errors.find(({ field }) => field === "lastname")).toMatchObject({
      code: "UNKNOWN_FIELD",
      message: expect.stringContaining("lastName"),
    });
    const single = await tenant.admin(`GET /contacts/${someId}?expand=1`);
    expect([single.status, single.fields]).toEqual([422, ["expand"]]);
  });

  test("an id of another shape is 404 on a path and 422 in a body", async () => {
    for (const id of [
      "x",
      "account_018f6f0e7c1b7d3a9b0c1d2e3f405162",
      "%00",
      "%F0%9F%98%80",
      "1'--",
      someId,
    ]) {
      expect([id, (await tenant.admin(`GET /contacts/${id}`)).status]).toEqual([id, 404]);
      expect([id, (await tenant.admin(`PUT /contacts/${id}`, { body: {} })).status]).toEqual([id, 404]);
      expect([id, (await tenant.admin(`DELETE /contacts/${id}`)).status]).toEqual([id, 404]);
    }
    const person = { firstName: "A", lastName: "B" };
    for (const accountId of ["x", 5, someId]) {
      const answer = await tenant.admin("POST /contacts", { body: { ...person, accountId } });
      expect([answer.status, answer.fields]).toEqual([422, ["accountId"]]);
    }
  });

  test("what the path says cannot be said again", async () => {
    const inBody = await tenant.admin(`PUT /contacts/${someId}`, { body: { contactId: "x", nme: 1 } });
    expect([inBody.status, new Set(inBody.fields)]).toEqual([422, new Set(["contactId", "nme"])]);
    const inQuery = await tenant.admin(`GET /contacts/${someId}?contactId=x`);
    expect([inQuery.status, inQuery.fields]).toEqual([422, ["contactId"]]);
    const twice = await tenant.admin("POST /contacts?force=true", {
      body: { firstName: "A", lastName: "B", force: false },
    });
    expect([twice.status, twice.fields]).toEqual([422, ["force"]]);
  });
});

describe("query strings", () => {
  test("become values, lists and operators", () => {
    expect(readQueryString("a=1&b=x+y&c%5Bgte%5D=2&c[lt]=3&d=1&d=2&e[]=1&f&g=%C3%BC")).toEqual({
      a: "1",
      b: "x y",
      c: { gte: "2", lt: "3" },
      d: ["1", "2"],
      e: "1",
      f: "",
      g: "ü",
    });
  });

  test.each([
    "a=%ff",
    "a=%",
    "__proto__=1",
    "a[__proto__][b]=1",
    "constructor[prototype]=1",
    "a=1&a[b]=2",
    "a[b][c][d][e][f]=1",
    Array.from({ length: 300 }, (_, i) => `a${i}=1`).join("&"),
  ])("%s is refused", async (query) => {
    expect((await tenant.admin(`GET /contacts?${query}`)).status).toBe(400);
    expect(Object.prototype).not.toHaveProperty("b");
  });

  test("operators reach the filter, and a wrong one is named", async () => {
    const good = await tenant.admin(
      "GET /accounts?employees[gte]=100&name[contains]=corp&type[in]=Customer,Partner",
    );
    expect(good.status).toBe(200);
    const wrong = await tenant.admin("GET /accounts?employees[above]=100&employees[gte]=many");
    expect([wrong.status, new Set(wrong.fields)]).toEqual([
      422,
      new Set(["employees.above", "employees.gte"]),
    ]);
  });
});
