// The runner: hands queued job rows to graphile-worker, takes over those whose process died, and runs what is due by
// the clock. In this process on the embedded database; in worker processes elsewhere.
import { Logger, makeWorkerUtils, type Runner, run, type TaskList, type WorkerUtils } from "graphile-worker";
import { toPublicId } from "@/kernel/id";
import { withSystem } from "@/kernel/tenancy";
import { pools } from "@/platform/database/pools";
import { log } from "@/platform/log";
import { onJobWake, schedule } from "./define";
import { runJob, staleAfterSeconds } from "./run";

const sweepMs = 1000;
const concurrency = 3;

export type Jobs = { stop(): Promise<void> };

// A row that was handed over and never begun (its hand-over was lost) is handed over again after a minute. The job key
// is the row's id: a second hand-over replaces the first, and one that a dead worker still locks is set aside.
const sweepText = `update jobs set enqueued_at = clock_timestamp() where id in (
    select id from jobs
    where (status = 'queued' and run_at <= clock_timestamp()
           and (enqueued_at is null or enqueued_at < clock_timestamp() - interval '60 seconds'))
       or (status = 'running' and heartbeat_at < clock_timestamp() - interval '${staleAfterSeconds} seconds'
           and enqueued_at < clock_timestamp() - interval '${staleAfterSeconds} seconds')
    order by run_at limit 100 for update skip locked)
  returning id`;

const levels = { error: "error", warning: "warn", info: "debug", debug: "trace" } as const;
const logger = new Logger(() => (level, message) => log[levels[level]](message));

class JobRunner implements Jobs {
  private readonly shutdown = new AbortController();
  private readonly undoWake: () => void;
  private readonly timer: NodeJS.Timeout;
  private sweeping: Promise<void> | undefined;
  private isDueAgain = false;

  constructor(
    private readonly runner: Runner,
    private readonly utils: WorkerUtils,
    setShutdown: (signal: AbortSignal) => void,
  ) {
    setShutdown(this.shutdown.signal);
    this.undoWake = onJobWake(() => this.sweep());
    this.timer = setInterval(() => this.sweep(), sweepMs);
    this.sweep();
  }

  async stop(): Promise<void> {
    this.undoWake();
    clearInterval(this.timer);
    this.shutdown.abort();
    await this.sweeping;
    await this.runner.stop();
    await this.utils.release();
  }

  private sweep(): void {
    if (this.shutdown.signal.aborted) return;
    if (this.sweeping) {
      this.isDueAgain = true;
      return;
    }
    this.sweeping = this.handOver()
      .catch((error: unknown) => {
        log.warn({ err: error }, "waiting jobs could not be looked for");
      })
      .finally(() => {
        this.sweeping = undefined;
        if (!this.isDueAgain) return;
        this.isDueAgain = false;
        this.sweep();
      });
  }

  private async handOver(): Promise<void> {
    const due = await withSystem("write", (tx) => tx.query<{ id: string }>(sweepText));
    for (const { id } of due) {
      await this.utils.addJob(
        "run_job",
        { id: toPublicId("job", id) },
        { jobKey: id, jobKeyMode: "replace", maxAttempts: 1 },
      );
    }
  }
}

async function start(): Promise<Jobs> {
  const connectionString = pools().url;
  let shutdown: AbortSignal | undefined;
  const tasks: TaskList = {
    run_job: (payload) => runJob((payload as { id: string }).id, shutdown ?? new AbortController().signal),
  };
  for (const { name, run: work } of schedule.values()) tasks[name] = () => work();
  const utils = await makeWorkerUtils({ connectionString, logger, maxPoolSize: 1 });
  await utils.migrate();
  const runner = await run({
    connectionString,
    logger,
    concurrency,
    maxPoolSize: concurrency + 2,
    noHandleSignals: true,
    pollInterval: 2000,
    taskList: tasks,
    crontab: [...schedule.values()].map(({ name, crontab }) => `${crontab} ${name}`).join("\n"),
  });
  return new JobRunner(runner, utils, (signal) => {
    shutdown = signal;
  });
}

const holder = globalThis as typeof globalThis & { meridianJobs?: Promise<Jobs> };

/** Starts this process's job runner, once. Modules' jobs must have been imported before. */
export function startJobs(): Promise<Jobs> {
  holder.meridianJobs ??= start().then((jobs) => ({
    stop: async () => {
      holder.meridianJobs = undefined;
      await jobs.stop();
    },
  }));
  return holder.meridianJobs;
}
