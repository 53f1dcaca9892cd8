// Imports as plans: uploaded, planned, looked through, corrected, written. Where one stands is what its jobs say.
import {
  conflict,
  defineErrors,
  invalidField,
  notFound,
  payloadTooLarge,
  unauthorized,
} from "@/kernel/errors";
import { newId, uuidOf } from "@/kernel/id";
import { once } from "@/kernel/idempotency";
import { enqueue, wakeJobs } from "@/kernel/jobs";
import { type Ctx, inWrite, type RequestInfo } from "@/kernel/operation";
import type { Page } from "@/kernel/records";
import { FileTooLarge, removeFile } from "@/platform/storage";
import { guessTargets } from "./guess";
import { importJob } from "./jobs";
import { inLoadingOrder, type LoadTarget, plansWithin } from "./load-plan";
import { inFileOrder, lookAt, storeSent } from "./plan-files";
import type { FilePatch, ImportQuery, NewFile, NewImport, PlanInput } from "./plan-input";
import { filesRead, planJob } from "./plan-job";
import { type FoundImport, findImport, nameOf, presentImport, selectImports } from "./plan-read";
import { storable } from "./plan-rows";
import type { Import } from "./plan-schema";
import { chooseTargets } from "./plan-targets";
import type { ImportFile } from "./source";

export const importError = defineErrors({
  IMPORT_NOT_PLANNED: [409, "The import has no finished plan; plan it first"],
  IMPORT_COMMITTED: [409, "The import is being written, or was; undo it and import the file anew"],
  IMPORT_BUSY: [409, "The import is being planned; wait, or cancel it"],
  IMPORT_IDLE: [409, "Nothing of this import is running"],
});

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

/** Stores the file and looks at it; with targets its plan is begun at once. */
export async function createImport(request: RequestInfo, input: NewImport): Promise<Import> {
  const { actor } = request;
  if (!actor) throw unauthorized("credential_missing");
  const id = newId("import");
  const sourceKey = `imports/${id}`;
  return keeping(sourceKey, async () => {
    const file = await storeSent(request, input, sourceKey);
    const made = await inWrite(actor, request, (ctx) =>
      once(ctx, async () => {
        const targets = input.targets
          ? await chooseTargets(ctx, [file], input.targets)
          : await guessTargets(ctx, file, 0, input.expected);
        ctx.tx.send(
          `insert into imports (tenant_id, id, owner_id, file_name, source_key, form, columns, files, targets, change_id, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
          [
            tenantOf(ctx),
            uuidOf("import", id),
            ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
            file.fileName,
            sourceKey,
            JSON.stringify(file.form),
            JSON.stringify(file.columns),
            storedFiles([file]),
            JSON.stringify(targets),
            uuidOf("chg", newId("chg")),
            ctx.now,
          ],
        );
        if (input.targets) startPlan(ctx, id, false);
        return presentImport(ctx, await findImport(ctx, id, "bulk:write"));
      }),
    );
    // A repeat under the same Idempotency-Key was answered with the first import.
    if (made.id !== id) await removeFile(sourceKey);
    return made;
  });
}

/** A further file of the same import: planned, written and undone with the others. */
export async function addFile(request: RequestInfo, input: NewFile): Promise<Import> {
  const { actor } = request;
  if (!actor) throw unauthorized("credential_missing");
  // Asked before the file is stored: who may not, or too late, sends nothing.
  await inWrite(actor, request, (ctx) => lockIdle(ctx, input.importId));
  const sourceKey = `imports/${newId("import")}`;
  return keeping(sourceKey, async () => {
    const file = await storeSent(request, input, sourceKey);
    const made = await inWrite(actor, request, (ctx) =>
      once(ctx, async () => {
        const found = await lockIdle(ctx, input.importId);
        if (found.files.length >= mostFiles)
          throw invalidField("file", `An import takes up to ${mostFiles} files`, "TOO_MANY_FILES");
        const guessed = await guessTargets(ctx, file, found.files.length, input.expected);
        const all = inFileOrder([...found.files, file], [...found.targets, ...guessed]);
        await storeFiles(ctx, found.id, all);
        return presentImport(ctx, await findImport(ctx, found.id, "bulk:write"));
      }),
    );
    return made;
  });
}

/** Reads one of its files in another way: its columns and what they probably hold are found anew. */
export async function updateFile(ctx: Ctx, { importId, file: at, ...said }: FilePatch): Promise<Import> {
  const found = await lockIdle(ctx, importId);
  const before = found.files[at];
  if (!before) throw notFound("file");
  const form = before.form.kind === "csv" ? before.form : {};
  const file = await lookAt(before.sourceKey, before.fileName, {
    ...form,
    ...(said.delimiter ? { delimiter: said.delimiter } : {}),
    ...(said.encoding ? { encoding: said.encoding } : {}),
  });
  const files = found.files.map((one, i) => (i === at ? file : one));
  const others = found.targets.filter((target) => (target.file ?? 0) !== at);
  await storeFiles(ctx, importId, { files, targets: [...others, ...(await guessTargets(ctx, file, at))] });
  return presentImport(ctx, await findImport(ctx, importId, "bulk:write"));
}

const mostFiles = 20;

/** Takes the stored file away again when what it was stored for comes to nothing. */
async function keeping<T>(sourceKey: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await removeFile(sourceKey);
    throw error instanceof FileTooLarge ? payloadTooLarge(error.limitBytes) : error;
  }
}

/** PostgreSQL stores no character 0. */
const storedFiles = (files: readonly ImportFile[]): string =>
  JSON.stringify(files, (_, value: unknown) => (typeof value === "string" ? storable(value) : value));

async function storeFiles(
  ctx: Ctx,
  importId: string,
  { files, targets }: { files: ImportFile[]; targets: LoadTarget[] },
): Promise<void> {
  const [first] = files;
  await ctx.tx.query(
    `update imports set files = $3, targets = $4, file_name = $5, source_key = $6, form = $7, columns = $8, updated_at = $9, draft = null
     where tenant_id = $1 and id = $2`,
    [
      tenantOf(ctx),
      uuidOf("import", importId),
      storedFiles(files),
      JSON.stringify(targets),
      first!.fileName,
      first!.sourceKey,
      JSON.stringify(first!.form),
      JSON.stringify(first!.columns),
      ctx.now,
    ],
  );
}

function startPlan(ctx: Ctx, importId: string, fromRows: boolean): void {
  const jobId = enqueue(ctx, planJob, { importId, fromRows });
  ctx.tx.send("update imports set plan_job_id = $3, updated_at = $4 where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("import", importId),
    uuidOf("job", jobId),
    ctx.now,
  ]);
}

/** Locks an import that is neither being planned nor written. */
export async function lockIdle(ctx: Ctx, importId: string): Promise<FoundImport> {
  const found = await findImport(ctx, importId, "bulk:write", " for update of i");
  if (found.status === "planning") throw importError("IMPORT_BUSY");
  if (found.commitJobId) throw importError("IMPORT_COMMITTED");
  return found;
}

/** Plans the rows anew: with other targets, or with the first file read in another way. */
export async function planImport(ctx: Ctx, { importId, ...input }: PlanInput): Promise<Import> {
  const found = await lockIdle(ctx, importId);
  let { files } = found;
  const isReadAnew = input.delimiter !== undefined || input.encoding !== undefined;
  const [first] = files;
  if (isReadAnew && first) {
    const form = first.form.kind === "csv" ? first.form : {};
    const said = { ...form, ...(input.delimiter ? { delimiter: input.delimiter } : {}) };
    const read = await lookAt(first.sourceKey, first.fileName, {
      ...said,
      ...(input.encoding ? { encoding: input.encoding } : {}),
    });
    files = [read, ...files.slice(1)];
  }
  let { targets } = found;
  if (input.targets) targets = await chooseTargets(ctx, files, input.targets);
  else if (isReadAnew)
    targets = (await Promise.all(files.map((file, at) => guessTargets(ctx, file, at)))).flat();
  if (targets.length === 0) throw invalidField("targets", "Say what the file holds", "REQUIRED");
  const all = inFileOrder(files, targets);
  await storeFiles(ctx, importId, all);
  const rowsAreThere = found.status === "planned" && !isReadAnew && readKeys(found) === readKeys(all);
  startPlan(ctx, importId, rowsAreThere);
  return presentImport(ctx, await findImport(ctx, importId, "bulk:write"));
}

/** Which files are read, in order: what the stored rows came from. */
const readKeys = ({ files, targets }: { files: ImportFile[]; targets: LoadTarget[] }): string =>
  filesRead(targets)
    .map((at) => `${at}:${files[at]?.sourceKey}`)
    .join();

/** Writes what the plan says, with the corrections of people, as one change. */
export async function commitImport(ctx: Ctx, { importId }: { importId: string }): Promise<Import> {
  const found = await lockIdle(ctx, importId);
  if (found.status !== "planned") throw importError("IMPORT_NOT_PLANNED");
  await plansWithin(ctx, found.targets);
  const first = found.files[0]!;
  const jobId = enqueue(ctx, importJob, {
    recordType: inLoadingOrder(found.targets).at(-1)!.recordType,
    importId,
    sourceKey: first.sourceKey,
    fileName: nameOf(found.files),
    form: first.form,
    columns: first.columns,
    targets: found.targets,
    unmatched: found.files.flatMap(({ columns }, at) =>
      columns
        .filter(
          (_, index) =>
            !found.targets.some(
              (one) => (one.file ?? 0) === at && one.mapping.some((m) => m.index === index),
            ),
        )
        .map((column) => ({ column, suggestion: null })),
    ),
    changeId: found.changeId,
  });
  ctx.tx.send("update imports set commit_job_id = $3, updated_at = $4 where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("import", importId),
    uuidOf("job", jobId),
    ctx.now,
  ]);
  return presentImport(ctx, await findImport(ctx, importId, "bulk:write"));
}

/** Stops the planning or the writing; what is written stays, and can be undone as one change. */
export async function cancelImport(ctx: Ctx, { importId }: { importId: string }): Promise<Import> {
  const found = await findImport(ctx, importId, "bulk:write", " for update of i");
  const jobId = found.commitJobId ?? found.planJobId;
  if (!jobId || (found.status !== "planning" && found.status !== "committing")) {
    if (found.status === "planned" || found.status === "draft") throw importError("IMPORT_IDLE");
    throw conflict(`The import is ${found.status} already`, { status: found.status }, "IMPORT_IDLE");
  }
  await ctx.tx.query(
    `update control.jobs set cancel_requested_at = clock_timestamp(),
       status = case status when 'queued' then 'cancelled' else status end,
       finished_at = case status when 'queued' then clock_timestamp() else finished_at end
     where tenant_id = $1 and id = $2 and status in ('queued', 'running')`,
    [tenantOf(ctx), uuidOf("job", jobId)],
  );
  return presentImport(ctx, await findImport(ctx, importId, "bulk:write"));
}

/** Goes on with a writing that was cancelled or failed, behind the last row that is in. */
export async function resumeImport(ctx: Ctx, { importId }: { importId: string }): Promise<Import> {
  const found = await findImport(ctx, importId, "bulk:write", " for update of i");
  if (!found.commitJobId || (found.status !== "cancelled" && found.status !== "failed"))
    throw conflict(`The import is ${found.status}`, { status: found.status }, "IMPORT_NOT_STOPPED");
  const [undone] = await ctx.tx.query(
    "select 1 from change_sets where tenant_id = $1 and reverts = $2 limit 1",
    [tenantOf(ctx), uuidOf("chg", found.changeId)],
  );
  if (undone) throw importError("IMPORT_COMMITTED");
  await ctx.tx.query(
    `update control.jobs set status = 'queued', cancel_requested_at = null, finished_at = null, enqueued_at = null,
       claim = null, error = null, attempts = 0, run_at = clock_timestamp()
     where tenant_id = $1 and id = $2 and status in ('cancelled', 'failed')`,
    [tenantOf(ctx), uuidOf("job", found.commitJobId)],
  );
  ctx.afterCommit(wakeJobs);
  return presentImport(ctx, await findImport(ctx, importId, "bulk:write"));
}

export const getImport = async (ctx: Ctx, { importId }: { importId: string }): Promise<Import> =>
  presentImport(ctx, await findImport(ctx, importId, "bulk:read"));

/** The newest first. */
export async function listImports(ctx: Ctx, { page, limit }: ImportQuery): Promise<Page<Import>> {
  const { found, total } = await selectImports(ctx, { page, limit });
  const items: Import[] = [];
  for (const one of found) items.push(await presentImport(ctx, one));
  return {
    items,
    page,
    limit,
    total,
    totalIsExact: true,
    hasNext: page * limit < total,
    nextCursor: null,
  };
}
