// The job that writes an export's file, and the sweep that removes files after a week.
import { z } from "zod";
import { clock } from "@/kernel/clock";
import { toPublicId } from "@/kernel/id";
import { defineJob, defineScheduled } from "@/kernel/jobs";
import { inWrite } from "@/kernel/operation";
import { recordTypeNamed } from "@/kernel/records";
import { withSystem } from "@/kernel/tenancy";
import { queryOf, requestOfJob } from "@/modules/records";
import { removeFile } from "@/platform/storage";
import { exportFormats } from "./encode";
import { fileKeyOf, writeExport } from "./service";

export const ExportPayload = z.strictObject({
  recordType: z.string(),
  raw: z.record(z.string(), z.unknown()),
  format: z.enum(exportFormats),
  columns: z.array(z.string()),
  withLabels: z.boolean(),
  fileName: z.string(),
});
export type ExportPayload = z.output<typeof ExportPayload>;

export const exportJob = defineJob("records.export", ExportPayload, async (run, asked) => {
  const type = recordTypeNamed(asked.recordType);
  if (!type) throw new Error(`no record type ${asked.recordType}`);
  await inWrite(run.actor, requestOfJob(run, "records.export"), async (ctx) => {
    const query = await queryOf(ctx, type, asked.raw);
    const done = await writeExport(ctx, type, query, {
      key: fileKeyOf(run.tenant.id, run.id),
      format: asked.format,
      withLabels: asked.withLabels,
      ...(asked.columns.length > 0 ? { columns: asked.columns } : {}),
    });
    await run.save(ctx.tx, done);
  });
});

const keptDays = 7;

/** Removes the files of exports that ended more than a week ago. */
export async function purgeExports(): Promise<number> {
  const old = new Date(clock.nowMs() - keptDays * 86_400_000).toISOString();
  const rows = await withSystem("write", (tx) =>
    tx.query<{ id: string; tenant_id: string }>(
      `delete from jobs where name = 'records.export' and status in ('completed', 'failed', 'cancelled') and finished_at < $1
       returning id, tenant_id`,
      [old],
    ),
  );
  for (const { id, tenant_id } of rows)
    await removeFile(fileKeyOf(toPublicId("tenant", tenant_id), toPublicId("job", id)));
  return rows.length;
}

defineScheduled("purge_export_files", "40 3 * * *", async () => {
  await purgeExports();
});
