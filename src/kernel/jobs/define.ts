// A job: a name, the shape of its payload and what it does. It is asked for inside a transaction and runs after the
// commit, at least once, each piece of progress committed with the work that it stands for.
import type { z } from "zod";
import { clock } from "@/kernel/clock";
import { newId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import type { Actor } from "@/kernel/permissions/actor";
import type { TenantRef } from "@/kernel/tenancy/tenant";
import type { Transaction } from "@/kernel/tenancy/transaction";

/** One run of a job, as its handler sees it. */
export type JobRun = {
  id: string;
  tenant: TenantRef;
  actor: Actor;
  requestId: string;
  /** 1 for the first run; more after a crash or a failure that may pass. */
  attempt: number;
  /** What earlier runs have committed. */
  progress: Record<string, unknown>;
  /** Aborts when the job is to stop: cancelled, taken over by another runner, or the process is going down. */
  signal: AbortSignal;
  /**
   * Writes the progress in the transaction that did the work. Throws `JobStopped` when this run is no longer the one
   * that may, which rolls the work back.
   */
  save: (tx: Transaction, progress: Record<string, unknown>) => Promise<void>;
  /** Throws `JobStopped` when the job is to stop; to be called between two pieces of work. */
  check: () => void;
};

/** Why a run ended early; thrown through the handler. */
export class JobStopped extends Error {
  override readonly name = "JobStopped";
  constructor(readonly reason: "cancelled" | "lost" | "shutdown") {
    super(`the job was stopped: ${reason}`);
  }
}

export type Job<P = unknown> = {
  /** Imperative, `module.verb`: `bulk.import`. */
  name: string;
  payload: z.ZodType<P>;
  run: (run: JobRun, payload: P) => Promise<void>;
};

export const jobRegistry = new Map<string, Job>();

export function defineJob<P>(name: string, payload: z.ZodType<P>, run: Job<P>["run"]): Job<P> {
  const job: Job<P> = { name, payload, run };
  jobRegistry.set(name, job as unknown as Job);
  return job;
}

export type Scheduled = { name: string; crontab: string; run: () => Promise<void> };
export const schedule = new Map<string, Scheduled>();

/** Something the product does by the clock, once in the whole installation: `crontab` as in cron, in UTC. */
export function defineScheduled(name: string, crontab: string, run: () => Promise<void>): Scheduled {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`not a name for a scheduled job: ${name}`);
  const scheduled = { name, crontab, run };
  schedule.set(name, scheduled);
  return scheduled;
}

type Waker = () => void;
const holder = globalThis as typeof globalThis & { meridianJobWakers?: Set<Waker> };
holder.meridianJobWakers ??= new Set();

/** Tells this process's runner that a job was asked for; others see it at their next look, within a second. */
export function wakeJobs(): void {
  for (const wake of holder.meridianJobWakers ?? []) wake();
}

export function onJobWake(waker: Waker): () => void {
  holder.meridianJobWakers?.add(waker);
  return () => holder.meridianJobWakers?.delete(waker);
}

/** Asks for a job in the caller's transaction: it runs if, and only if, that commits. Answers its id. */
export function enqueue<P extends Record<string, unknown>>(
  ctx: Ctx,
  job: Job<P>,
  payload: P,
  options: { id?: string; runAt?: string } = {},
): string {
  const id = options.id ?? newId("job");
  const { tenant: _, ...actor } = ctx.actor;
  ctx.tx.send(
    `insert into control.jobs (tenant_id, id, name, owner_id, actor, request_id, payload, run_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("job", id),
      job.name,
      ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
      JSON.stringify(actor),
      ctx.request.requestId,
      JSON.stringify(job.payload.parse(payload)),
      options.runAt ?? clock.nowIso(),
      ctx.now,
    ],
  );
  ctx.afterCommit(wakeJobs);
  return id;
}
