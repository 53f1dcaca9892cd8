// What must not get in while selling, asked over REST: each case with a clear error and nothing at all written, not even
// a line of history or an event.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withSystem, withTenant } from "@/kernel/tenancy";
import { addPerson } from "@/modules/tenants";
import { keepFilesIn } from "@/platform/storage";
import { openTestDatabase } from "@/test/tenant";
import { type RestTenant, restTenant } from "./fixtures";

type Pipeline = { id: string; stages: { id: string; key: string }[] };

let close: () => Promise<void>;
let tenant: RestTenant;
let folder: string;
let dealId: string;
let elsewhere: Pipeline;
let leaver: string;
let taskId: string;

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await restTenant();
  folder = await mkdtemp(join(tmpdir(), "meridian-bad-"));
  keepFilesIn(folder);
  const made = async (request: string, body: unknown) => {
    const answer = await tenant.admin(request, { body });
    expect([request, answer.status]).toEqual([request, 201]);
    return answer.record as { id: string };
  };
  const strict = (await made("POST /pipelines", {
    name: "Strict",
    stages: [{ name: "Talk" }, { name: "Closed Won", probability: 100 }],
    requiresWonReason: true,
    requiresLostReason: true,
  })) as Pipeline;
  elsewhere = (await made("POST /pipelines", { name: "Elsewhere", stages: [{ name: "Far" }] })) as Pipeline;
  dealId = (await made("POST /deals", { title: "Untouched", value: 10, pipelineId: strict.id })).id;
  taskId = (await made("POST /activities/tasks", { title: "Call" })).id;
  leaver = await addPerson(tenant.ref, {
    email: `leaver.${dealId.slice(-8)}@example.com`,
    name: "Leaver",
    role: "sales_rep",
  });
  const left = await tenant.admin(`POST /users/${leaver}/deactivate`, { body: {} });
  expect(left.status).toBe(200);
});
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

const looked = [
  "deals",
  "deal_stage_history",
  "tasks",
  "calendar_events",
  "communications",
  "notes",
  "attachments",
  "pipelines",
  "pipeline_stages",
  "leads",
  "audit_log",
  "change_sets",
];

/** Every row that could have been written, as one number each, with the versions of the records. */
async function written() {
  const rows = await withTenant(tenant.ref, "read", (tx) =>
    tx.query<{ name: string; rows: number; sum: string }>(
      looked
        .map(
          (name) =>
            `select '${name}' as name, count(*)::int as rows, md5(string_agg(t::text, '' order by t::text)) as sum from ${name} t`,
        )
        .join(" union all "),
    ),
  );
  const events = await withSystem("read", (tx) =>
    tx.query(
      "select count(*)::int as n from events where 'tenant_' || replace(tenant_id::text, '-', '') = $1",
      [tenant.ref.id],
    ),
  );
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  return { rows, events, files: files.length };
}

type Bad = [
  name: string,
  request: () => string,
  body: () => Record<string, unknown>,
  refusal: { status: number; code: string; field?: string; words: RegExp },
];
const event = { title: "Demo", startTime: "2025-01-26T10:00:00Z" };

test.each<Bad>([
  [
    "closing as lost without a reason where the pipeline demands one",
    () => `POST /deals/${dealId}/move-stage`,
    () => ({ newStage: "closed_lost" }),
    {
      status: 422,
      code: "STAGE_GATE",
      field: "closeReason",
      words: /why the deal was (won|lost) is required/i,
    },
  ],
  [
    "closing as won without a reason where the pipeline demands one",
    () => `PUT /deals/${dealId}`,
    () => ({ stage: "closed_won" }),
    {
      status: 422,
      code: "STAGE_GATE",
      field: "closeReason",
      words: /why the deal was (won|lost) is required/i,
    },
  ],
  [
    "moving to a stage of another pipeline",
    () => `POST /deals/${dealId}/move-stage`,
    () => ({ newStage: elsewhere.stages[0]?.id }),
    { status: 422, code: "VALIDATION_ERROR", field: "newStage", words: /newStage/ },
  ],
  [
    "a probability of 101",
    () => `PUT /deals/${dealId}`,
    () => ({ probability: 101 }),
    { status: 422, code: "VALIDATION_ERROR", field: "probability", words: /100/ },
  ],
  [
    "a stage with a probability of 101",
    () => `POST /pipelines/${elsewhere.id}/stages`,
    () => ({ name: "Certain", probability: 101 }),
    { status: 422, code: "VALIDATION_ERROR", field: "probability", words: /100/ },
  ],
  [
    "an end before its start",
    () => "POST /activities/events",
    () => ({ ...event, endTime: "2025-01-26T09:00:00Z" }),
    { status: 422, code: "VALIDATION_ERROR", field: "endTime", words: /start/i },
  ],
  [
    "a task for someone deactivated",
    () => "POST /activities/tasks",
    () => ({ title: "Write to them", assignedTo: leaver }),
    { status: 422, code: "VALIDATION_ERROR", field: "assignedTo", words: /active/i },
  ],
  [
    "a task given to someone deactivated",
    () => `PUT /activities/tasks/${taskId}`,
    () => ({ assignedTo: leaver }),
    { status: 422, code: "VALIDATION_ERROR", field: "assignedTo", words: /active/i },
  ],
  [
    "a currency without a rate",
    () => "POST /deals",
    () => ({ title: "Francs", value: 10, currency: "CHF" }),
    { status: 422, code: "VALIDATION_ERROR", field: "currency", words: /Settings → Currencies/ },
  ],
])("%s", async (_, request, body, { status, code, field, words }) => {
  const before = await written();
  const answer = await tenant.admin(request(), { body: body() });
  expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
  expect(answer.body).toMatchObject({ success: false, data: null });
  if (field) expect(answer.fields).toEqual([field]);
  expect(answer.body.errors.map(({ message }) => message).join(" ")).toMatch(words);
  expect(await written()).toEqual(before);
});

test.each([
  ["a program named as a document", "offer.pdf", "MZ\u0090\u0000\u0003"],
  ["a page that could run a script", "offer.txt", "<html><script>alert(1)</script></html>"],
])("a file of a refused type: %s", async (_, fileName, content) => {
  const before = await written();
  const answer = await tenant.admin(
    `POST /activities/attachments?fileName=${fileName}&relatedType=deal&relatedId=${dealId}`,
    { headers: { "content-type": "application/octet-stream" }, raw: content },
  );
  expect([answer.status, answer.body.error?.code]).toEqual([415, "FILE_TYPE_REFUSED"]);
  expect(answer.body.error?.message).toMatch(/file/i);
  expect(await written()).toEqual(before);
});
