// One run of one job: claim it, keep its heart beating, and write down how it ended. The claim is a fence: a runner that
// was taken for dead cannot commit anything more.
import { AppError } from "@/kernel/errors";
import { newUuid, toPublicId, uuidOf } from "@/kernel/id";
import type { Actor } from "@/kernel/permissions/actor";
import { type TenantRef, type Transaction, withSystem } from "@/kernel/tenancy";
import { log } from "@/platform/log";
import { type JobRun, JobStopped, jobRegistry, wakeJobs } from "./define";

/** A run that has not been heard of for this long is taken for dead and taken over. */
export const staleAfterSeconds = 20;
const heartbeatMs = 4000;
const mostAttempts = 5;
const retrySeconds = [2, 10, 60, 300];

type ClaimedRow = {
  tenant_id: string;
  schema_name: string;
  name: string;
  actor: Omit<Actor, "tenant">;
  request_id: string;
  payload: Record<string, unknown>;
  progress: Record<string, unknown>;
  attempts: number;
};

const claimText = `update jobs j set status = 'running', claim = $2, attempts = attempts + 1, heartbeat_at = clock_timestamp(),
    started_at = coalesce(started_at, clock_timestamp())
  from tenants t where j.id = $1 and t.id = j.tenant_id
    and (j.status = 'queued' or (j.status = 'running' and j.heartbeat_at < clock_timestamp() - interval '${staleAfterSeconds} seconds'))
  returning j.tenant_id, t.schema_name, j.name, j.actor, j.request_id, j.payload, j.progress, j.attempts`;

/** Runs a job unless someone else does, or it is over. `shutdown` stops it at the next checkpoint, to be resumed. */
export async function runJob(jobId: string, shutdown: AbortSignal): Promise<void> {
  const id = uuidOf("job", jobId);
  const claim = newUuid();
  const [row] = await withSystem("write", (tx) => tx.query<ClaimedRow>(claimText, [id, claim]));
  if (!row) return;
  const job = jobRegistry.get(row.name);
  const tenant: TenantRef = { id: toPublicId("tenant", row.tenant_id), schema: row.schema_name };
  const abort = new AbortController();
  const onShutdown = () => abort.abort(new JobStopped("shutdown"));
  shutdown.addEventListener("abort", onShutdown);
  if (shutdown.aborted) onShutdown();
  const heart = setInterval(() => void beat(id, claim, abort), heartbeatMs);
  try {
    if (!job) throw new AppError("UNKNOWN_JOB", 500, `There is no job ${row.name}`);
    await job.run(
      {
        id: jobId,
        tenant,
        actor: { ...row.actor, tenant },
        requestId: row.request_id,
        attempt: row.attempts,
        progress: row.progress,
        signal: abort.signal,
        save: (tx, progress) => save(tx, row.tenant_id, id, claim, progress, abort),
        check: () => {
          if (abort.signal.aborted) throw abort.signal.reason;
        },
      } satisfies JobRun,
      job.payload.parse(row.payload),
    );
    await finish(id, claim, "completed", null);
  } catch (error) {
    await ended(jobId, id, claim, row.attempts, error);
  } finally {
    clearInterval(heart);
    shutdown.removeEventListener("abort", onShutdown);
  }
}

async function beat(id: string, claim: string, abort: AbortController): Promise<void> {
  try {
    const [row] = await withSystem("write", (tx) =>
      tx.query<{ is_cancelled: boolean }>(
        `update jobs set heartbeat_at = clock_timestamp() where id = $1 and claim = $2 and status = 'running'
         returning cancel_requested_at is not null as is_cancelled`,
        [id, claim],
      ),
    );
    if (!row) abort.abort(new JobStopped("lost"));
    else if (row.is_cancelled) abort.abort(new JobStopped("cancelled"));
  } catch (error) {
    // The database is away for a moment: if it stays away, the claim is lost and `save` will say so.
    log.debug({ err: error }, "a job's heartbeat failed");
  }
}

async function save(
  tx: Transaction,
  tenantId: string,
  id: string,
  claim: string,
  progress: Record<string, unknown>,
  abort: AbortController,
): Promise<void> {
  const [row] = await tx.query<{ is_cancelled: boolean }>(
    `update control.jobs set progress = $4, heartbeat_at = clock_timestamp()
     where tenant_id = $1 and id = $2 and claim = $3 and status = 'running'
     returning cancel_requested_at is not null as is_cancelled`,
    [tenantId, id, claim, JSON.stringify(progress)],
    "job_progress",
  );
  if (!row) {
    abort.abort(new JobStopped("lost"));
    throw new JobStopped("lost");
  }
  if (row.is_cancelled) abort.abort(new JobStopped("cancelled"));
}

async function finish(id: string, claim: string, status: string, error: string | null): Promise<void> {
  await withSystem("write", (tx) =>
    tx.query(
      `update jobs set status = $3, error = $4, finished_at = clock_timestamp(), claim = null where id = $1 and claim = $2`,
      [id, claim, status, error],
    ),
  );
}

async function ended(
  jobId: string,
  id: string,
  claim: string,
  attempts: number,
  error: unknown,
): Promise<void> {
  if (error instanceof JobStopped) {
    if (error.reason === "cancelled") await finish(id, claim, "cancelled", null);
    if (error.reason === "shutdown") await putBack(id, claim, 0, true);
    return;
  }
  const isHopeless = error instanceof AppError && error.status < 500 && error.status !== 409;
  if (isHopeless || attempts >= mostAttempts) {
    if (!isHopeless) log.error({ err: error, jobId }, "a job failed for good");
    const message = error instanceof AppError ? error.message : "Something went wrong on our side.";
    await finish(id, claim, "failed", message);
    return;
  }
  log.warn({ err: error, jobId, attempts }, "a job failed and will be tried again");
  await putBack(id, claim, retrySeconds[attempts - 1] ?? 300, false);
}

async function putBack(id: string, claim: string, seconds: number, isFree: boolean): Promise<void> {
  await withSystem("write", (tx) =>
    tx.query(
      `update jobs set status = 'queued', claim = null, enqueued_at = null, attempts = attempts - $4,
         run_at = clock_timestamp() + make_interval(secs => $3) where id = $1 and claim = $2`,
      [id, claim, seconds, isFree ? 1 : 0],
    ),
  );
  wakeJobs();
}
