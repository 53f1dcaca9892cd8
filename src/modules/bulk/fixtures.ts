// Imports as tests run them: through the real operations, waited for until they are over; and a job to ask for.
import { expect } from "vitest";
import type { IdFixtures } from "@/test/fixtures";
import type { TestTenant } from "@/test/tenant";
import type { TargetChoice } from "./plan-input";
import type { Import, PlannedRow } from "./plan-schema";
import type { Job, RowProblem } from "./schema";

export const idFixtures: IdFixtures = {
  jobId: async (call) =>
    (await call("bulk.importContacts", { contacts: [{ first_name: "Ada", last_name: "Import" }] })).id,
  importId: async (call) =>
    (
      await call("imports.create", {
        text: "first name,last name\nAda,Planned",
        targets: [{ recordType: "contacts" }],
      })
    ).id,
};

export const upload = (content: string | Buffer) => ({
  upload: {
    contentType: "text/csv",
    stream: (async function* () {
      yield Buffer.from(content as string);
    })(),
  },
});

/** The job when it is over. */
export async function ended(of: TestTenant, job: Job, role = "tenant_admin"): Promise<Job> {
  const end = Date.now() + 25_000;
  for (;;) {
    const now = await of.call<Job>(role, "bulk.getJob", { jobId: job.id });
    if (!["queued", "running"].includes(now.status)) return now;
    if (Date.now() > end) throw new Error(`the import is still ${now.status}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Imports a file and waits; every row is accounted for. */
export async function importCsv(
  of: TestTenant,
  plural: "Contacts" | "Accounts",
  csv: string | Buffer,
  options: object = {},
  role = "tenant_admin",
): Promise<Job> {
  const job = await of.call<Job>(role, `bulk.import${plural}`, options, upload(csv));
  expect(job.status).toBe("queued");
  const done = await ended(of, job, role);
  expect(done.status).toBe("completed");
  const { total, created, updated, skipped, failed } = done.counts;
  expect(created + updated + skipped + failed).toBe(total);
  return done;
}

export const problemsOf = async (of: TestTenant, job: Job, query: object = {}): Promise<RowProblem[]> =>
  (
    await of.call<{ items: RowProblem[] }>("tenant_admin", "bulk.listErrors", {
      jobId: job.id,
      limit: 100,
      ...query,
    })
  ).items;

export type Listed = { total: number; items: Record<string, unknown>[] };

export const list = (of: TestTenant, plural: string, query: object = {}): Promise<Listed> =>
  of.call<Listed>("tenant_admin", `${plural}.list`, { limit: 100, ...query });

/** The import when no job of it is running. */
export async function settled(of: TestTenant, { id }: { id: string }, patienceMs = 60_000): Promise<Import> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const now = await of.call<Import>("tenant_admin", "imports.get", { importId: id });
    if (now.status !== "planning" && now.status !== "committing") return now;
    if (Date.now() > end) throw new Error(`the import is still ${now.status}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Uploads a file and waits for its plan. */
export const planned = async (
  of: TestTenant,
  csv: string | Buffer,
  targets: TargetChoice[],
  options: object = {},
): Promise<Import> =>
  settled(of, await of.call<Import>("tenant_admin", "imports.create", { targets, ...options }, upload(csv)));

/** Writes a planned import and waits. */
export const committed = async (of: TestTenant, { id }: { id: string }): Promise<Import> =>
  settled(of, await of.call<Import>("tenant_admin", "imports.commit", { importId: id }));

export const rowsOfPlan = async (
  of: TestTenant,
  one: { id: string },
  query: object = {},
): Promise<PlannedRow[]> =>
  (
    await of.call<{ items: PlannedRow[] }>("tenant_admin", "imports.rows", {
      importId: one.id,
      limit: 200,
      ...query,
    })
  ).items;
