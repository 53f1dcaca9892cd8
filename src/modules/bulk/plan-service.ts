// Imports as plans: uploaded, planned, looked through, corrected, written. Where one stands is what its jobs say.
import { conflict, defineErrors, invalidField, payloadTooLarge, unauthorized } from "@/kernel/errors";
import { newId, uuidOf } from "@/kernel/id";
import { once } from "@/kernel/idempotency";
import { enqueue } from "@/kernel/jobs";
import { type Ctx, inWrite, type RequestInfo } from "@/kernel/operation";
import type { Page } from "@/kernel/records";
import { FileTooLarge, removeFile, storeFile } from "@/platform/storage";
import { importJob } from "./jobs";
import type { LoadTarget } from "./load-plan";
import { planJob } from "./plan-job";
import { type FoundImport, findImport, presentImport, selectImports } from "./plan-read";
import type { Import, ImportQuery, NewImport, PlanInput } from "./plan-schema";
import { chooseTargets, guessTargets } from "./plan-targets";
import { uploadLimitBytes } from "./service";
import { openSource } from "./source";

export const importError = defineErrors({
  IMPORT_NOT_PLANNED: [409, "The import has no finished plan; plan it first"],
  IMPORT_COMMITTED: [409, "The import is being written, or was; undo it and import the file anew"],
  IMPORT_BUSY: [409, "The import is being planned; wait, or cancel it"],
  IMPORT_IDLE: [409, "Nothing of this import is running"],
});

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

/** Stores the file and looks at it; with targets its plan is begun at once. */
export async function createImport(request: RequestInfo, input: NewImport): Promise<Import> {
  const { actor, upload } = request;
  if (!actor) throw unauthorized("credential_missing");
  if (input.text === undefined && !upload)
    throw invalidField("text", "Send the file as text, or as the body", "REQUIRED");
  const id = newId("import");
  const sourceKey = `imports/${id}`;
  async function* given() {
    yield input.text ?? "";
  }
  try {
    await storeFile(
      sourceKey,
      upload && input.text === undefined ? upload.stream : given(),
      uploadLimitBytes,
    );
    const said = {
      encoding: input.text === undefined ? input.encoding : ("utf-8" as const),
      delimiter: input.delimiter,
    };
    const source = await openSource(sourceKey, said);
    if (source.columns.length === 0) throw invalidField("file", "The file has no header row", "EMPTY_FILE");
    const made = await inWrite(actor, request, (ctx) =>
      once(ctx, async () => {
        const samples = source.samples.map((row) => row.cells);
        const targets = input.targets
          ? await chooseTargets(ctx, source.columns, samples, input.targets)
          : await guessTargets(ctx, source.columns, samples);
        ctx.tx.send(
          `insert into imports (tenant_id, id, owner_id, file_name, source_key, form, columns, targets, change_id, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
          [
            tenantOf(ctx),
            uuidOf("import", id),
            ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
            input.file_name ?? null,
            sourceKey,
            JSON.stringify(source.form),
            JSON.stringify(source.columns),
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
  } catch (error) {
    await removeFile(sourceKey);
    throw error instanceof FileTooLarge ? payloadTooLarge(error.limitBytes) : error;
  }
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
async function lockIdle(ctx: Ctx, importId: string): Promise<FoundImport> {
  const found = await findImport(ctx, importId, "bulk:write", " for update of i");
  if (found.status === "planning") throw importError("IMPORT_BUSY");
  if (found.commitJobId) throw importError("IMPORT_COMMITTED");
  return found;
}

/** Plans the rows anew: with other targets, or with the file read in another way. */
export async function planImport(ctx: Ctx, { importId, ...input }: PlanInput): Promise<Import> {
  const found = await lockIdle(ctx, importId);
  let { columns, form } = found;
  const isReadAnew = input.delimiter !== undefined || input.encoding !== undefined;
  const source = await openSource(found.sourceKey, {
    ...(form.kind === "csv" ? form : {}),
    ...(input.delimiter ? { delimiter: input.delimiter } : {}),
    ...(input.encoding ? { encoding: input.encoding } : {}),
  });
  if (isReadAnew) ({ columns, form } = source);
  if (columns.length === 0) throw invalidField("file", "The file has no header row", "EMPTY_FILE");
  const samples = source.samples.map((row) => row.cells);
  let targets: LoadTarget[] = found.targets;
  if (input.targets) targets = await chooseTargets(ctx, columns, samples, input.targets);
  else if (isReadAnew) targets = await guessTargets(ctx, columns, samples);
  if (targets.length === 0) throw invalidField("targets", "Say what the file holds", "REQUIRED");
  ctx.tx.send("update imports set form = $3, columns = $4, targets = $5 where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("import", importId),
    JSON.stringify(form),
    JSON.stringify(columns),
    JSON.stringify(targets),
  ]);
  startPlan(ctx, importId, found.status === "planned" && !isReadAnew);
  return presentImport(ctx, await findImport(ctx, importId, "bulk:write"));
}

/** Writes what the plan says, with the corrections of people, as one change. */
export async function commitImport(ctx: Ctx, { importId }: { importId: string }): Promise<Import> {
  const found = await lockIdle(ctx, importId);
  if (found.status !== "planned") throw importError("IMPORT_NOT_PLANNED");
  const jobId = enqueue(ctx, importJob, {
    recordType: found.targets.at(-1)!.recordType,
    importId,
    sourceKey: found.sourceKey,
    fileName: found.fileName,
    form: found.form,
    columns: found.columns,
    targets: found.targets,
    unmatched: found.columns
      .filter((column) => !found.targets.some(({ mapping }) => mapping.some((one) => one.column === column)))
      .map((column) => ({ column, suggestion: null })),
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
