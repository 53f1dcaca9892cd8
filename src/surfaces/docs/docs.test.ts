// The OpenAPI document: the same for everybody, and with a credential that of its workspace.
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "@/test/tenant";
import { fromFetch, toFetch } from "../http/message";
import { type RestTenant, restTenant } from "../rest/fixtures";
import { docs } from "./handler";

let close: () => Promise<void>;
let tenant: RestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await restTenant();
});
afterAll(() => close());

type Properties = Record<string, Record<string, unknown>>;
type Document = {
  paths: Record<string, { get?: { parameters: { name: string }[] } }>;
  components: { schemas: Record<string, { properties?: { customFields?: { properties?: Properties } } }> };
};

async function documentOf(headers: Record<string, string> = {}) {
  const asked = new Request("http://localhost/v1/openapi.json", { headers });
  const answer = toFetch(await docs(fromFetch(asked, "127.0.0.1")));
  const document = (await answer.json()) as Document;
  const own = (name: string) => document.components.schemas[name]?.properties?.customFields?.properties;
  return { answer, document, own };
}

test("a workspace's own fields are in its document, as they are now, and in nobody else's", async () => {
  const field = (body: object) => tenant.admin("POST /fields", { body: { recordType: "account", ...body } });
  const credential = { "x-api-key": tenant.apiKey.apiKey, "x-api-secret": tenant.apiKey.apiSecret };
  const before = await documentOf(credential);
  expect(before.own("Account")).toBeUndefined();
  const made = await field({
    label: "Tier",
    kind: "select",
    options: [{ value: "gold", label: "Gold" }],
    defaultValue: "gold",
    description: "How much they matter",
  });
  expect(made.status).toBe(201);
  await field({ label: "Partner", kind: "record", targetType: "account", isRequired: false });
  await field({
    label: "Head count",
    kind: "integer",
    rollup: { recordType: "contact", through: "accountId", function: "count" },
  });

  const { answer, document, own } = await documentOf(credential);
  expect(answer.headers.get("cache-control")).toBe("private, no-cache");
  expect(answer.headers.get("vary")).toContain("Authorization");
  for (const name of ["Account", "AccountsCreateRequest", "AccountsUpdateRequest"]) {
    expect(own(name), name).toMatchObject({
      tier: {
        title: "Tier",
        description: "How much they matter",
        type: ["string", "null"],
        enum: ["gold", null],
        default: "gold",
      },
      partner: { pattern: "^account_[0-9a-f]{32}$" },
      headCount: { type: ["integer", "null"], readOnly: true },
    });
  }
  expect(own("Contact")).not.toHaveProperty("tier");
  const filtersOf = (path: string) => document.paths[path]?.get?.parameters.map(({ name }) => name);
  expect(filtersOf("/accounts")).toEqual(
    expect.arrayContaining(["customFields.tier", "customFields.partner", "customFields.headCount"]),
  );
  expect(filtersOf("/contacts")).not.toContain("customFields.tier");
  // As the document says it.
  expect((await tenant.admin("GET /accounts?customFields.tier=gold&limit=1")).status).toBe(200);
  expect((await tenant.admin("GET /accounts?customFields.headCount[gte]=0&limit=1")).status).toBe(200);
  expect(await new Validator().validate(structuredClone(document))).toMatchObject({ valid: true });

  // An option more is there at once.
  await tenant.admin(`PUT /fields/${made.record.id}`, {
    body: {
      options: [
        { value: "gold", label: "Golden" },
        { value: "tin", label: "Tin" },
      ],
    },
  });
  expect((await documentOf(credential)).own("Account")?.tier?.enum).toEqual(["gold", "tin", null]);

  for (const authorization of [undefined, "Bearer mpt_wrong"]) {
    const common = await documentOf(authorization ? { authorization } : {});
    expect(common.answer.status).toBe(200);
    expect(common.own("Account")).toBeUndefined();
    expect(common.answer.headers.get("cache-control")).toBe("no-cache");
  }
});
