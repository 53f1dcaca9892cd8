// The import job: reads the file twice (what is in it, then the rows), a chunk of rows per transaction. The progress
// commits with the chunk, so a run that is killed goes on behind the last row that is in.
import { z } from "zod";
import { clock } from "@/kernel/clock";
import { AppError } from "@/kernel/errors";
import { customFieldsOf } from "@/kernel/fields/custom";
import { defineJob, defineScheduled, type JobRun } from "@/kernel/jobs";
import { type Ctx, inWrite, type RequestInfo } from "@/kernel/operation";
import { recordTypeNamed } from "@/kernel/records";
import { withSystem, withTenant } from "@/kernel/tenancy";
import { isDatabaseError } from "@/platform/database/failures";
import { removeFile } from "@/platform/storage";
import { type CheckedRow, checkRow, type Plan, problemOf } from "./check";
import { ChunkLoader } from "./chunk";
import type { SourceRow } from "./decode";
import { misspellings, mostWords } from "./known-values";
import { makeLinks, storeLinks, storeProblems } from "./links";
import { folded } from "./lookups";
import { isSmall, rowsOf } from "./source";
import { targetsOf } from "./targets";

export const ImportPayload = z.strictObject({
  recordType: z.string(),
  sourceKey: z.string(),
  fileName: z.string().nullable(),
  form: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("csv"),
      encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252"]),
      delimiter: z.string(),
    }),
    z.strictObject({ kind: z.literal("json") }),
  ]),
  columns: z.array(z.string()),
  mapping: z.array(
    z.strictObject({ index: z.int(), column: z.string(), path: z.string(), confidence: z.number() }),
  ),
  unmatched: z.array(z.strictObject({ column: z.string(), suggestion: z.string().nullable() })),
  options: z.strictObject({
    updateExisting: z.boolean(),
    skipDuplicates: z.boolean(),
    validationLevel: z.enum(["strict", "lenient"]),
  }),
  /** Every row of the import belongs to this one change set. */
  changeId: z.string(),
});
export type ImportPayload = z.output<typeof ImportPayload>;

export type ImportProgress = {
  total: number | null;
  processed: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  warnings: number;
};

export const noProgress: ImportProgress = {
  total: null,
  processed: 0,
  created: 0,
  updated: 0,
  skipped: 0,
  failed: 0,
  warnings: 0,
};

/** Small enough that others' events do not wait long for the transaction, large enough that it hardly costs. */
const chunkSize = 1000;
const linksAtOnce = 200;

type Scan = {
  total: number;
  names: Set<string>;
  misspelt: Map<number, Map<string, string>>;
  rows: SourceRow[] | null;
};

class Importer {
  private progress: ImportProgress;

  constructor(
    private readonly run: JobRun,
    private readonly payload: ImportPayload,
  ) {
    this.progress = { ...noProgress, ...(run.progress as Partial<ImportProgress>) };
  }

  async work(): Promise<void> {
    const plan = await this.plan();
    const scan = await this.scan(plan);
    this.progress.total = scan.total;
    plan.misspelt = scan.misspelt;
    // While the database writes one chunk, the next one is read and checked.
    let writing: Promise<void> = Promise.resolve();
    const next = async (rows: SourceRow[]): Promise<void> => {
      const checked = rows.map((row) => checkRow(plan, row));
      await writing;
      this.run.check();
      writing = this.load(plan, scan, rows, checked);
      // Awaited before the next chunk; until then a failure is nobody's unhandled one.
      writing.catch(() => undefined);
    };
    let chunk: SourceRow[] = [];
    try {
      for await (const row of this.rows(scan)) {
        if (row.row <= this.progress.processed) continue;
        chunk.push(row);
        if (chunk.length < chunkSize) continue;
        await next(chunk);
        chunk = [];
      }
      await next(chunk);
    } finally {
      await writing;
    }
    for (let taken = linksAtOnce; taken === linksAtOnce; ) {
      this.run.check();
      taken = await this.links(plan);
    }
  }

  private async plan(): Promise<Plan & { misspelt: Scan["misspelt"] }> {
    const type = recordTypeNamed(this.payload.recordType);
    if (!type) throw new AppError("UNKNOWN_RECORD_TYPE", 422, "There is no such kind of record");
    const customFields = await withTenant(this.run.tenant, "read", (tx) =>
      customFieldsOf({ tx, tenant: this.run.tenant }, type.name),
    );
    const targets = new Map(targetsOf(type, customFields).map((target) => [target.path, target]));
    const mapped = this.payload.mapping.flatMap(({ index, column, path, confidence }) => {
      const target = targets.get(path);
      return target ? [{ index, column, target, confidence }] : [];
    });
    return { type, mapped, customFields, options: this.payload.options, misspelt: new Map() };
  }

  private rows(scan: Pick<Scan, "rows">): AsyncIterable<SourceRow> | Iterable<SourceRow> {
    return scan.rows ?? rowsOf(this.payload.sourceKey, this.payload.form, this.payload.columns);
  }

  /** What must be known of the whole file before its first row goes in. */
  private async scan(plan: Plan): Promise<Scan> {
    const rows: SourceRow[] | null = (await isSmall(this.payload.sourceKey)) ? [] : null;
    const nameColumn = plan.mapped.find(({ target }) => target.path === "name")?.index;
    const isLinking = plan.mapped.some(
      ({ target }) => target.prefix === plan.type.prefix && target.kind === "record",
    );
    const texts = plan.mapped.filter(
      ({ target }) => target.kind === "text" && !target.isPersonal && target.path !== "name",
    );
    const counts = new Map<number, Map<string, number>>(texts.map(({ index }) => [index, new Map()]));
    const scan: Scan = { total: 0, names: new Set(), misspelt: new Map(), rows };
    for await (const row of this.rows({ rows: null })) {
      scan.total += 1;
      rows?.push(row);
      if (scan.total % 5000 === 0) this.run.check();
      if (row.fault) continue;
      if (isLinking && nameColumn !== undefined) scan.names.add(folded(String(row.cells[nameColumn] ?? "")));
      for (const [index, words] of counts) {
        const cell = row.cells[index];
        if (typeof cell !== "string" || cell.trim() === "") continue;
        const word = cell.trim();
        words.set(word, (words.get(word) ?? 0) + 1);
        if (words.size > mostWords * 4) counts.delete(index);
      }
    }
    for (const { index, target } of texts) {
      const words = counts.get(index);
      if (words) scan.misspelt.set(index, misspellings(target.path, words));
    }
    return scan;
  }

  private async load(
    plan: Plan,
    scan: Scan,
    rows: SourceRow[],
    checked = rows.map((row) => checkRow(plan, row)),
  ): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.commit(plan, scan, rows, checked);
    } catch (error) {
      // A row that only the database refuses (a value that must be unique) takes no other row with it.
      if (!isRowFault(error)) throw error;
      if (rows.length === 1) await this.refuse(rows[0]!, error);
      else {
        const half = Math.ceil(rows.length / 2);
        await this.load(plan, scan, rows.slice(0, half));
        await this.load(plan, scan, rows.slice(half));
      }
    }
  }

  private commit(plan: Plan, scan: Scan, rows: SourceRow[], checked: CheckedRow[]): Promise<void> {
    return this.write(async (ctx) => {
      const result = await new ChunkLoader(ctx, plan, checked, scan.names).load();
      storeProblems(ctx, this.run.id, result.problems);
      storeLinks(ctx, plan.type, this.run.id, result.links);
      return {
        ...this.progress,
        processed: rows.at(-1)!.row,
        created: this.progress.created + result.created,
        updated: this.progress.updated + result.updated,
        skipped: this.progress.skipped + result.skipped,
        failed: this.progress.failed + result.failed,
        warnings: this.progress.warnings + result.warnings,
      };
    });
  }

  private refuse(row: SourceRow, error: AppError): Promise<void> {
    return this.write(async (ctx) => {
      storeProblems(ctx, this.run.id, [problemOf(row, {}, error.code, error.message)]);
      return { ...this.progress, processed: row.row, failed: this.progress.failed + 1 };
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
        const label = recordTypeNamed(payload.recordType)?.labelPlural.toLowerCase() ?? "records";
        ctx.summary = `Imported ${label}${payload.fileName ? ` from ${payload.fileName}` : ""}`;
        const progress = await work(ctx);
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

defineScheduled("purge_import_files", "27 4 * * *", purgeImportFiles);
