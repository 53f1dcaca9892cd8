// The import job: reads the file twice (what is in it, then the rows), a chunk of rows per transaction. The progress
// commits with the chunk, so a run that is killed goes on behind the last row that is in.
import { z } from "zod";
import { flushChanges } from "@/kernel/changes/flush";
import { clock } from "@/kernel/clock";
import { AppError } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import { allTenants, defineJob, defineScheduled, type JobRun, Pace } from "@/kernel/jobs";
import { type Ctx, inWrite, type RequestInfo } from "@/kernel/operation";
import { withSystem, withTenant } from "@/kernel/tenancy";
import { isDatabaseError } from "@/platform/database/failures";
import { removeFile } from "@/platform/storage";
import { type CheckedRow, type Plan, problemOf } from "./check";
import type { SourceRow } from "./decode";
import { importTypeNamed } from "./import-types";
import { makeLinks, storeLinks, storeProblems } from "./links";
import { checkAll, partsOf, prepareChunk, writeChunk } from "./load-chunk";
import { holdFields, LoadTarget, plansOf, SourceFormSchema } from "./load-plan";
import type { Counted } from "./plan-job";
import { countRows } from "./plan-read";
import { plannedRows, storeOutcomes } from "./plan-rows";
import { type Scan, scanRows } from "./scan";
import { type ImportFile, isSmall, rowsOf } from "./source";

export const ImportPayload = z.strictObject({
  /** What is shown as the kind of the import: the last of its targets. */
  recordType: z.string(),
  /** The plan that is committed; null for a file that goes in as it is. */
  importId: z.string().nullable(),
  sourceKey: z.string(),
  fileName: z.string().nullable(),
  form: SourceFormSchema,
  columns: z.array(z.string()),
  targets: z.array(LoadTarget),
  unmatched: z.array(
    z.strictObject({
      column: z.string(),
      suggestion: z.string().nullable(),
      reason: z.string().optional(),
    }),
  ),
  /** Every row of the import belongs to this one change set. */
  changeId: z.string(),
});
export type ImportPayload = z.output<typeof ImportPayload>;

export type ImportProgress = {
  total: number | null;
  processed: number;
  created: number;
  updated: number;
  linked: number;
  skipped: number;
  failed: number;
  warnings: number;
  /** The rows of its plan by what becomes of them, as they were when the writing began. */
  planned?: Counted[];
};

export const noProgress: ImportProgress = {
  total: null,
  processed: 0,
  created: 0,
  updated: 0,
  linked: 0,
  skipped: 0,
  failed: 0,
  warnings: 0,
};

const linksAtOnce = 200;
const counted = ["created", "updated", "linked", "skipped", "failed", "warnings"] as const;

class Importer {
  private progress: ImportProgress;
  private readonly pace = new Pace(100, 2000);

  constructor(
    private readonly run: JobRun,
    private readonly payload: ImportPayload,
  ) {
    this.progress = { ...noProgress, ...(run.progress as Partial<ImportProgress>) };
  }

  async work(): Promise<void> {
    const { importId, targets, sourceKey } = this.payload;
    const plans = await plansOf(this.run.tenant, targets);
    if (importId && !this.progress.planned)
      this.progress.planned = await withTenant(this.run.tenant, "read", (tx) =>
        countRows(tx, this.run.tenant.id, importId),
      );
    const isKept = importId === null && (await isSmall(sourceKey));
    const scan = await scanRows(this.rows(0), plans, isKept, this.run.check);
    this.progress.total = scan.total;
    // While the database writes one chunk, the next one is read and checked.
    let writing: Promise<void> = Promise.resolve();
    const next = async (rows: SourceRow[]): Promise<void> => {
      const checked = checkAll(plans, rows);
      await writing;
      this.run.check();
      writing = this.load(plans, scan, rows, checked);
      // Awaited before the next chunk; until then a failure is nobody's unhandled one.
      writing.catch(() => undefined);
    };
    let chunk: SourceRow[] = [];
    try {
      for await (const row of scan.rows ?? this.rows(this.progress.processed)) {
        if (row.row <= this.progress.processed) continue;
        // The rows of a file may name what the file before has made: that is in first.
        if (chunk[0] && chunk[0].file !== row.file) {
          await next(chunk);
          chunk = [];
        }
        chunk.push(row);
        if (chunk.length < this.pace.next) continue;
        await next(chunk);
        chunk = [];
      }
      await next(chunk);
    } finally {
      await writing;
    }
    for (const plan of plans) {
      for (let taken = linksAtOnce; taken === linksAtOnce; ) {
        this.run.check();
        taken = await this.links(plan);
      }
    }
  }

  /** The rows behind `after`: of the file, or of the plan as people have corrected it. */
  private rows(after: number): AsyncIterable<SourceRow> {
    const { importId, sourceKey, form, columns } = this.payload;
    return importId ? plannedRows(this.run.tenant, importId, after) : rowsOf(sourceKey, form, columns);
  }

  private async load(
    plans: Plan[],
    scan: Scan,
    rows: SourceRow[],
    checked = checkAll(plans, rows),
  ): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.pace.of(rows.length, () => this.commit(plans, scan, rows, checked));
    } catch (error) {
      // A row that only the database refuses (a value that must be unique) takes no other row with it.
      if (!isRowFault(error)) throw error;
      if (rows.length === 1) await this.refuse(plans, rows[0]!, error);
      else {
        const half = Math.ceil(rows.length / 2);
        await this.load(plans, scan, rows.slice(0, half));
        await this.load(plans, scan, rows.slice(half));
      }
    }
  }

  private commit(plans: Plan[], scan: Scan, rows: SourceRow[], checked: CheckedRow[][]): Promise<void> {
    return this.write(async (ctx) => {
      await holdFields(ctx, plans);
      const loaders = await prepareChunk(ctx, plans, checked, scan.names, null);
      const results = await writeChunk(loaders);
      const progress = { ...this.progress, processed: rows.at(-1)!.row };
      for (const [i, result] of results.entries()) {
        storeProblems(ctx, this.run.id, result.problems);
        storeLinks(ctx, plans[i]!.type, this.run.id, result.links);
        for (const key of counted) progress[key] += result[key];
      }
      if (this.payload.importId) storeOutcomes(ctx, this.payload.importId, partsOf(plans, loaders));
      return progress;
    });
  }

  private refuse(plans: Plan[], row: SourceRow, error: AppError): Promise<void> {
    return this.write(async (ctx) => {
      const problems = [problemOf(row, {}, error.code, error.message)];
      storeProblems(ctx, this.run.id, problems);
      if (this.payload.importId) {
        const none = { recordId: null, name: null, ofRow: null, changes: [], problems };
        const parts = plans.map(({ type }) => ({
          recordType: type.name,
          action: "problem" as const,
          ...none,
        }));
        storeOutcomes(ctx, this.payload.importId, new Map([[row.row, parts]]));
      }
      const failed = this.progress.failed + checkAll(plans, [row]).flat().length;
      return { ...this.progress, processed: row.row, failed };
    });
  }

  private async links(plan: Plan): Promise<number> {
    let taken = 0;
    await this.write(async (ctx) => {
      const made = await makeLinks(ctx, plan, this.run.id, linksAtOnce);
      taken = made.taken;
      storeProblems(ctx, this.run.id, made.problems);
      return { ...this.progress, warnings: this.progress.warnings + made.problems.length };
    });
    return taken;
  }

  /** One transaction of the import; what it has done so far is kept only when it has committed. */
  private async write(work: (ctx: Ctx) => Promise<ImportProgress>): Promise<void> {
    const { run, payload } = this;
    const request: RequestInfo = {
      requestId: run.requestId,
      source: "import",
      ip: "",
      userAgent: "",
      actor: run.actor,
      operation: "bulk.import",
      idempotencyKey: null,
      bodyHash: null,
      ifMatch: null,
      responseHeaders: {},
    };
    this.progress = await inWrite(
      run.actor,
      request,
      async (ctx) => {
        const names = payload.targets.map((one) =>
          importTypeNamed(one.recordType)?.labelPlural.toLowerCase(),
        );
        const label = [...new Set(names)].join(", ");
        ctx.summary = `Imported ${label}${payload.fileName ? ` from ${payload.fileName}` : ""}`;
        const progress = await work(ctx);
        // Made while the database is still at the rows.
        flushChanges(ctx);
        await run.save(ctx.tx, progress);
        return progress;
      },
      payload.changeId,
    );
  }
}

const isRowFault = (error: unknown): error is AppError =>
  error instanceof AppError &&
  (error.code === "ALREADY_EXISTS" || (error.code === "CONFLICT" && isDatabaseError(error.cause)));

export const importJob = defineJob("bulk.import", ImportPayload, (run, payload) =>
  new Importer(run, payload).work(),
);

const filesKeptDays = 30;

/** Removes the files of imports that ended a month ago; what was imported and the report stay. */
export async function purgeImportFiles(): Promise<void> {
  const before = new Date(clock.nowMs() - filesKeptDays * 86_400_000).toISOString();
  const rows = await withSystem("read", (tx) =>
    tx.query<{ id: string; source_key: string }>(
      `select id, payload->>'sourceKey' as source_key from jobs
       where name = 'bulk.import' and finished_at < $1 and payload->>'sourceKey' <> ''`,
      [before],
    ),
  );
  for (const { id, source_key } of rows) {
    await removeFile(source_key);
    await withSystem("write", (tx) =>
      tx.query(`update jobs set payload = payload || '{"sourceKey": ""}' where id = $1`, [id]),
    );
  }
}

/** Removes plans, with all that their files held, a month after the upload; what was imported and the report stay. */
export async function purgePlans(): Promise<void> {
  const before = new Date(clock.nowMs() - filesKeptDays * 86_400_000).toISOString();
  for (const tenant of await allTenants()) {
    const gone = await withTenant(tenant, "write", async (tx) => {
      const values = [uuidOf("tenant", tenant.id), before];
      await tx.query(
        `delete from import_rows r using imports i
         where r.tenant_id = $1 and i.tenant_id = $1 and i.id = r.import_id and i.updated_at < $2`,
        values,
      );
      await tx.query(
        `delete from import_keys k using imports i
         where k.tenant_id = $1 and i.tenant_id = $1 and i.id = k.import_id and i.updated_at < $2`,
        values,
      );
      return tx.query<{ source_key: string; files: ImportFile[] }>(
        "delete from imports where tenant_id = $1 and updated_at < $2 returning source_key, files",
        values,
      );
    });
    for (const { source_key, files } of gone)
      for (const key of new Set([source_key, ...files.map((one) => one.sourceKey)])) await removeFile(key);
  }
}

defineScheduled("purge_import_files", "27 4 * * *", async () => {
  await purgeImportFiles();
  await purgePlans();
});
