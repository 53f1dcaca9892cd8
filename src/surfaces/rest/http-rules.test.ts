// What HTTP and the contract promise around every operation: methods, versions, repeats, origins, compression.
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase } from "@/test/tenant";
import { fromFetch } from "../http/message";
import { type RestTenant, restTenant } from "./fixtures";
import { platformRest } from "./index";

let close: () => Promise<void>;
let tenant: RestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await restTenant();
});
afterAll(() => close());

const newContact = async () => {
  const { record } = await tenant.admin("POST /contacts?force=true", {
    body: { firstName: "Ada", lastName: "Byron", description: "Notes ".repeat(400) },
  });
  return String(record.id);
};

describe("methods", () => {
  test("an unknown path is 404, an unknown method 405 with what there is", async () => {
    expect((await tenant.admin("GET /nothing")).status).toBe(404);
    expect((await tenant.admin("GET /contacts/x/y/z")).status).toBe(404);
    const answer = await tenant.admin("DELETE /contacts");
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "HEAD", "OPTIONS", "POST"]);
    expect(answer.body.error?.code).toBe("METHOD_NOT_ALLOWED");
  });

  test("OPTIONS tells the methods, PATCH is PUT, HEAD is GET without its body", async () => {
    const id = await newContact();
    const options = await tenant.anyone(`OPTIONS /contacts/${id}`);
    expect(options.status).toBe(204);
    expect(options.headers.get("allow")?.split(", ").sort()).toEqual(
      ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"].sort(),
    );
    const patched = await tenant.admin(`PATCH /contacts/${id}`, { body: { jobTitle: "Countess" } });
    expect(patched.record).toMatchObject({ jobTitle: "Countess", lastName: "Byron" });
    const head = await tenant.admin(`HEAD /contacts/${id}`);
    expect([head.status, head.headers.get("etag")]).toEqual([200, '"2"']);
  });
});

describe("versions", () => {
  test("an ETag saves the transfer, and a stale one refuses the write", async () => {
    const id = await newContact();
    const first = await tenant.admin(`GET /contacts/${id}`);
    const etag = first.headers.get("etag") ?? "";
    const again = await tenant.admin(`GET /contacts/${id}`, {
      headers: { "if-none-match": `"9", W/${etag}` },
    });
    expect([again.status, again.text]).toEqual([304, ""]);

    const changed = await tenant.admin(`PUT /contacts/${id}`, {
      headers: { "if-match": etag },
      body: { jobTitle: "Countess" },
    });
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    const stale = await tenant.admin(`PUT /contacts/${id}`, {
      headers: { "if-match": etag },
      body: { jobTitle: "Duchess" },
    });
    expect([stale.status, stale.headers.get("etag")]).toEqual([412, '"2"']);
    expect((await tenant.admin(`DELETE /contacts/${id}`, { headers: { "if-match": etag } })).status).toBe(
      412,
    );
    const fresh = await tenant.admin(`GET /contacts/${id}`, { headers: { "if-none-match": etag } });
    expect(fresh.record).toMatchObject({ jobTitle: "Countess", version: 2 });
  });
});

describe("repeats", () => {
  const body = { firstName: "Grace", lastName: "Hopper" };

  test("the same key and body answer the first record; another body is refused", async () => {
    const headers = { "idempotency-key": "order-1" };
    const first = await tenant.admin("POST /contacts?force=true", { headers, body });
    const second = await tenant.admin("POST /contacts?force=true", { headers, body });
    expect(second.status).toBe(201);
    expect(second.record).toEqual(first.record);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    const other = await tenant.admin("POST /contacts?force=true", {
      headers,
      body: { ...body, jobTitle: "Admiral" },
    });
    expect([other.status, other.body.error?.code]).toEqual([409, "IDEMPOTENCY_KEY_REUSED"]);
  });

  test("eight twins at once make one record", async () => {
    const headers = { "idempotency-key": "order-2" };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => tenant.admin("POST /contacts?force=true", { headers, body })),
    );
    for (const { status } of answers) expect([201, 409]).toContain(status);
    const ids = answers.filter(({ status }) => status === 201).map(({ record }) => record.id);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(1);
    const listed = await tenant.admin("GET /contacts?firstName=Grace");
    expect(listed.records.filter(({ id }) => id === ids[0])).toHaveLength(1);
    expect(listed.records).toHaveLength(2);
  });

  test("a key that is no key is named", async () => {
    const answer = await tenant.admin("POST /contacts", { headers: { "idempotency-key": "a b" }, body });
    expect([answer.status, answer.fields]).toEqual([422, ["Idempotency-Key"]]);
  });
});

describe("files", () => {
  test("a CSV file is the body, its options the query; the job is where Location says", async () => {
    const csv = "First name,Last name,E-mail\nKatherine,Johnson,katherine@example.com\n";
    const sent = { raw: csv, headers: { "content-type": "text/csv; charset=utf-8" } };
    const started = await tenant.admin("POST /bulk/contacts/import", sent);
    expect(started.status).toBe(202);
    const { id } = started.record;
    expect(started.headers.get("location")).toBe(`/v1/jobs/${id}`);
    expect((await tenant.admin(`GET /jobs/${id}`)).record).toMatchObject({ id });
    const json = await tenant.admin("POST /bulk/contacts/import", { body: { rows: 5 } });
    expect(json.status).toBe(422);
  });
});

describe("headers", () => {
  test("a request id is taken when well formed, else made", async () => {
    const mine = await tenant.admin("GET /contacts", { headers: { "x-request-id": "my-request-0001" } });
    expect(mine.headers.get("x-request-id")).toBe("my-request-0001");
    expect(mine.body.meta.requestId).toBe("my-request-0001");
    const made = await tenant.admin("GET /contacts", { headers: { "x-request-id": "a b<c>" } });
    expect(made.body.meta.requestId).toMatch(/^req_[0-9a-f]{32}$/);
  });

  test("security headers are on answers and on errors", async () => {
    for (const path of ["GET /contacts", "GET /nothing"]) {
      const { headers } = await tenant.admin(path);
      expect(headers.get("strict-transport-security")).toBe("max-age=31536000; includeSubDomains");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-xss-protection")).toBe("1; mode=block");
      expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  test("a page of an allowed origin may call, any other may not", async () => {
    const preflight = {
      origin: "https://localhost:3000",
      "access-control-request-method": "PUT",
      "access-control-request-headers": "authorization, if-match",
    };
    const allowed = await tenant.anyone("OPTIONS /contacts", { headers: preflight });
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://localhost:3000");
    expect(allowed.headers.get("access-control-allow-credentials")).toBe("true");
    expect(allowed.headers.get("access-control-max-age")).toBe("86400");
    expect(allowed.headers.get("access-control-allow-methods")).toContain("DELETE");
    for (const name of ["Authorization", "X-API-Key", "X-API-Secret", "X-Tenant-ID", "X-Request-ID"]) {
      expect(allowed.headers.get("access-control-allow-headers")).toContain(name);
    }
    const called = await tenant.admin("GET /contacts", { headers: { origin: "https://localhost:3000" } });
    expect(called.headers.get("access-control-expose-headers")).toContain("X-RateLimit-Remaining");
    for (const origin of ["https://evil.example", "null", "https://localhost:3000.evil.example"]) {
      const { headers } = await tenant.anyone("OPTIONS /contacts", { headers: { ...preflight, origin } });
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("answers above 1 kB are compressed for who asks", async () => {
    const id = await newContact();
    const raw = async (encoding: string) => {
      const request = new Request(`http://localhost/v1/contacts/${id}`, {
        headers: {
          "accept-encoding": encoding,
          "x-api-key": tenant.apiKey.apiKey,
          "x-api-secret": tenant.apiKey.apiSecret,
        },
      });
      return platformRest(fromFetch(request, "127.0.0.1"));
    };
    const plain = await raw("identity");
    expect(plain.headers["Content-Encoding"]).toBeUndefined();
    const data = JSON.parse(String(plain.body)).data;
    const brotli = await raw("gzip, deflate, br");
    expect(brotli.headers["Content-Encoding"]).toBe("br");
    expect(JSON.parse(brotliDecompressSync(brotli.body as Buffer).toString()).data).toEqual(data);
    const zipped = await raw("gzip, br;q=0");
    expect(JSON.parse(gunzipSync(zipped.body as Buffer).toString()).data).toEqual(data);
  });
});

describe("parameters", () => {
  test("a step to a related record or into an address is a dot or a bracket, with own fields too", async () => {
    const own = await tenant.admin("POST /fields", {
      body: { recordType: "account", label: "Floors", kind: "integer" },
    });
    const account = await tenant.admin("POST /accounts", {
      body: { name: "Dot & Co", address: { city: "Turin" }, customFields: { [own.record.key as string]: 7 } },
    });
    await tenant.admin("POST /contacts?force=true", {
      body: { firstName: "Dora", lastName: "Dot", accountId: account.record.id },
    });
    const names = async (query: string) => {
      const { status, body } = await tenant.admin(`GET /contacts?${query}`);
      return [status, (body.data as { lastName: string }[] | null)?.map(({ lastName }) => lastName)];
    };
    const floors = `customFields.${own.record.key}`;
    for (const query of [
      "account.name=Dot+%26+Co",
      "account.name[contains]=dot",
      "account[name][contains]=dot",
      "account.address.city=Turin",
      `account.${floors}[gte]=7`,
      `filter={"account.${floors}":7,"account.address":{"city":"Turin"}}`,
    ])
      expect([query, await names(query)]).toEqual([query, [200, ["Dot"]]]);
    expect(await names(`account.${floors}[gte]=8`)).toEqual([200, []]);
    expect((await tenant.admin("GET /accounts?address.city=Turin")).body.data).toHaveLength(1);
    const wrong = await tenant.admin("GET /contacts?account.nam=x&account.parent.name=y&accont.name=z");
    expect([wrong.status, wrong.fields]).toEqual([
      422,
      ["accont.name", "account.nam", "account.parent.name"],
    ]);
  });
});
