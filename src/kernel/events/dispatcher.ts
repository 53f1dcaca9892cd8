// The dispatcher: one per process. It reads the event log in order from a position kept in memory and hands every
// event to this process's hub exactly once: woken by own commits and by other processes, and twice a second anyway.
import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { pools } from "@/platform/database/pools";
import { openPostgresJs } from "@/platform/database/postgres-js";
import { log } from "@/platform/log";
import { hasListeners, onListening, publish, setPositioned } from "./hub";
import { currentPosition, type EventPosition, readAfter } from "./log";
import { carrySignals, receiveSignal } from "./signals";
import { onWake } from "./wake";

const channel = "meridian_events";
/** `<sender> <signal>`: who has sent it has delivered it already. */
const signalChannel = "meridian_signals";
const batchSize = 1000;
const pollMs = 500;
/** Under load a read gathers what was committed in the meantime. */
const readAtMostEveryMs = 10;
/** A visible event waits for an older transaction: look again soon, not at the next poll. */
const waitMs = 15;
/** At most 20 a second to other processes: NOTIFY takes a lock over the whole database at commit. */
const notifyAtMostEveryMs = 50;

export type Dispatcher = { stop(): Promise<void> };

class EventDispatcher implements Dispatcher {
  private readonly self = randomUUID();
  private readonly sql: postgres.Sql;
  private readonly undo: (() => void)[] = [];
  private position: EventPosition | undefined;
  private timer: NodeJS.Timeout | undefined;
  private notifyTimer: NodeJS.Timeout | undefined;
  private poll: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private dueAt = Number.POSITIVE_INFINITY;
  private lastReadAt = 0;
  private lastNotifyAt = 0;
  private isStopped = false;
  private hasFailed = false;

  constructor(url: string) {
    this.sql = openPostgresJs(url, { max: 1, idle_timeout: 60 });
  }

  async start(): Promise<void> {
    this.undo.push(
      onWake(() => {
        this.notifyOthers();
        this.readSoon(0);
      }),
      onListening(() => this.readSoon(0)),
    );
    // Re-subscribes by itself after a lost connection; the poll covers the gap.
    const { unlisten } = await this.sql.listen(channel, (sender) => {
      if (sender !== this.self) this.readSoon(0);
    });
    const signals = await this.sql.listen(signalChannel, (text) => {
      const [sender = ""] = text.split(" ", 1);
      if (sender !== this.self) receiveSignal(text.slice(sender.length + 1));
    });
    carrySignals((text) => {
      this.sql.notify(signalChannel, `${this.self} ${text}`).catch((error: unknown) => {
        if (!this.isStopped) log.debug({ err: error }, "a signal could not be sent");
      });
    });
    this.undo.push(
      () => carrySignals(null),
      () => void unlisten().catch(() => undefined),
      () => void signals.unlisten().catch(() => undefined),
    );
    this.poll = setInterval(() => this.readSoon(0), pollMs);
    this.readSoon(0);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    for (const undo of this.undo) undo();
    clearTimeout(this.timer);
    clearTimeout(this.notifyTimer);
    clearInterval(this.poll);
    await this.reading;
    setPositioned(false);
    await this.sql.end({ timeout: 1 });
  }

  private readSoon(delayMs: number): void {
    const at = Math.max(Date.now() + delayMs, this.lastReadAt + readAtMostEveryMs);
    if (this.isStopped || at >= this.dueAt) return;
    this.dueAt = at;
    if (this.reading) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.startReading(), Math.max(0, at - Date.now()));
  }

  private startReading(): void {
    this.dueAt = Number.POSITIVE_INFINITY;
    this.lastReadAt = Date.now();
    this.reading = this.read()
      .then(
        () => {
          this.hasFailed = false;
        },
        (error: unknown) => {
          // Said once per outage: the poll tries again twice a second.
          if (!this.hasFailed && !this.isStopped) log.warn({ err: error }, "the event log cannot be read");
          this.hasFailed = true;
        },
      )
      .finally(() => {
        this.reading = undefined;
        const due = this.dueAt;
        this.dueAt = Number.POSITIVE_INFINITY;
        if (Number.isFinite(due)) this.readSoon(due - Date.now());
      });
  }

  private async read(): Promise<void> {
    if (!hasListeners()) {
      // Nobody to tell: who comes later begins at the log's end, or asks for what came before by position.
      this.position = undefined;
      setPositioned(false);
      return;
    }
    this.position ??= await currentPosition();
    setPositioned(true);
    for (;;) {
      const { notices, hasMore, isWaiting } = await readAfter(this.position, batchSize);
      const last = notices.at(-1);
      if (last) this.position = { xid: last.xid, seq: last.seq };
      publish(notices);
      if (isWaiting) this.readSoon(waitMs);
      if (!hasMore || this.isStopped) return;
    }
  }

  private notifyOthers(): void {
    if (this.notifyTimer || this.isStopped) return;
    const wait = Math.max(0, this.lastNotifyAt + notifyAtMostEveryMs - Date.now());
    this.notifyTimer = setTimeout(() => {
      this.notifyTimer = undefined;
      this.lastNotifyAt = Date.now();
      this.sql.notify(channel, this.self).catch((error: unknown) => {
        if (!this.isStopped) log.debug({ err: error }, "other processes could not be notified");
      });
    }, wait);
  }
}

const holder = globalThis as typeof globalThis & { meridianDispatcher?: Promise<Dispatcher> };

/** Starts this process's dispatcher, once. */
export function startDispatcher(): Promise<Dispatcher> {
  holder.meridianDispatcher ??= (async () => {
    const dispatcher = new EventDispatcher(pools().url);
    await dispatcher.start();
    return {
      stop: async () => {
        holder.meridianDispatcher = undefined;
        await dispatcher.stop();
      },
    };
  })();
  return holder.meridianDispatcher;
}
