// A transaction inside one tenant: the only way to the tables. It starts with `begin`, the search path and the
// tenant's id, which leave together with the first query, and ends with a commit whose answer is checked.

import type { Duplex } from "node:stream";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { AppError, conflict, unavailable } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import { type Answer, Batch, type Statement } from "@/platform/database/batch";
import { type DatabaseError, isDatabaseError, isTransient } from "@/platform/database/failures";
import { withLiterals } from "@/platform/database/literals";
import { pools } from "@/platform/database/pools";
import { schemaName, type TenantRef } from "./tenant";

export type Row = Record<string, unknown>;

/** `COPY … TO STDOUT` on the driver's connection: it hands on the bytes of each row. */
class CopyOut extends pg.Query {
  constructor(
    text: string,
    private readonly onLine: (line: Buffer) => void,
  ) {
    super({ text });
  }

  /** Called by the driver. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.onLine(chunk);
  }
}

/** What a transaction begins with, and what it ends with. */
type Command = Pick<Statement, "text" | "name">;
const commit: Command = { text: "commit", name: "commit" };

/** One transaction. Statements leave in the order they are given, without waiting for each other. */
export class Transaction {
  private gathered: Statement[] = [];
  private readonly unawaited: Promise<unknown>[] = [];
  private drizzleHandle: NodePgDatabase | undefined;
  private firstFailure: unknown;
  /** The connection may be somebody else's by now. */
  private isOver = false;

  constructor(
    private readonly client: pg.PoolClient,
    begin: Command[],
  ) {
    for (const command of begin) this.defer({ ...command, rows: "none" });
  }

  /** Statements given in one turn of the event loop leave as one: each leave and each answer is a system call. */
  private ask(statement: Omit<Statement, "onDone" | "onFailure">): Promise<Answer> {
    this.mustBeOpen();
    if (this.gathered.length === 0) process.nextTick(() => this.leave());
    return new Promise((onDone, onFailure) => {
      this.gathered.push({ ...statement, onDone, onFailure });
    });
  }

  /** Work that goes on when its transaction has ended must not go on in that of another tenant. */
  private mustBeOpen(): void {
    if (this.isOver) throw new Error("the transaction is over");
  }

  /** What was given up to now leaves at once, before something that goes another way. */
  private leave(): void {
    if (this.gathered.length === 0) return;
    const statements = this.gathered;
    this.gathered = [];
    this.client.query(new Batch(this.client, statements));
  }

  private async rowsOf(statement: Omit<Statement, "onDone" | "onFailure">): Promise<unknown[]> {
    try {
      return (await this.ask(statement)).rows;
    } catch (error) {
      // From here on it leads back to who asked.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    }
  }

  /** Runs a statement. A `name` makes it a prepared one: only for texts that repeat. */
  query<R extends Row = Row>(text: string, values: unknown[] = [], name?: string): Promise<R[]> {
    return this.rowsOf({ text, values, name, rows: "objects" }) as Promise<R[]>;
  }

  /** The same with each row as a list of its values, for statements of many wide rows: half the work of reading them. */
  lists(text: string, values: unknown[] = [], name?: string): Promise<unknown[][]> {
    return this.rowsOf({ text, values, name, rows: "lists" }) as Promise<unknown[][]>;
  }

  /**
   * The rows of a query as `COPY` writes them, each a line of cells between tabs, given to `take` while they arrive; what
   * it answers is yielded. The database waits while a piece is unread, so that memory does not grow with the answer. The
   * bytes of a line are good until `take` returns. Nothing else is answered in this transaction before the last row.
   */
  async *copyOut<T>(
    query: string,
    values: unknown[],
    take: (line: Buffer) => T | undefined,
  ): AsyncGenerator<T, void> {
    this.mustBeOpen();
    this.leave();
    const { stream: socket } = (this.client as unknown as { connection: { stream: Duplex } }).connection;
    const ready: T[] = [];
    let [isOver, isWanted] = [false, true];
    let failure: unknown;
    let wake: () => void = () => undefined;
    const ended = (error?: unknown) => {
      isOver = true;
      failure ??= error;
      wake();
    };
    const copy = new CopyOut(`copy (${withLiterals(query, values)}) to stdout`, (line) => {
      if (!isWanted) return;
      try {
        const piece = take(line);
        if (piece === undefined) return;
        ready.push(piece);
        socket.pause();
        wake();
      } catch (error) {
        isWanted = false;
        failure = error;
      }
    });
    copy.on("end", () => ended());
    copy.on("error", ended);
    this.client.query(copy);
    try {
      for (;;) {
        const next = ready.shift();
        if (next !== undefined) yield next;
        else if (isOver) break;
        else {
          socket.resume();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
      if (failure) throw failure;
    } finally {
      isWanted = false;
      socket.resume();
    }
  }

  /** Sends a statement whose answer nobody needs; a failure of it fails the commit. */
  send(text: string, values: unknown[] = [], name?: string): void {
    this.defer({ text, values, name, rows: "none" });
  }

  /** Drizzle on this transaction, for what a module asks in its own words. */
  get db(): NodePgDatabase {
    const { client } = this;
    const query = (...asked: Parameters<typeof client.query>) => {
      this.mustBeOpen();
      this.leave();
      return client.query(...asked);
    };
    this.drizzleHandle ??= drizzle(Object.create(client, { query: { value: query } }) as pg.PoolClient, {
      casing: "snake_case",
    });
    return this.drizzleHandle;
  }

  private defer(statement: Omit<Statement, "onDone" | "onFailure">): void {
    this.unawaited.push(
      this.ask(statement).catch((error: unknown) => {
        this.firstFailure ??= error;
      }),
    );
  }

  /** Nothing more is asked; what was given leaves. */
  end(): void {
    this.leave();
    this.isOver = true;
  }

  /** Commits. A commit of a failed transaction answers ROLLBACK without an error: that is a failure too. */
  async commit(): Promise<void> {
    const done = this.ask({ ...commit, rows: "none" });
    this.end();
    await Promise.all([done.catch(() => undefined), ...this.unawaited]);
    if (this.firstFailure) throw this.firstFailure;
    if ((await done).command !== "COMMIT") throw new Error("the transaction was rolled back at commit");
  }

  /** What broke the transaction: statements after an un-awaited one that failed only say that it is broken. */
  causeOf(error: unknown): unknown {
    // The transaction has failed; or a statement was to be prepared by what failed.
    const isAftermath = isDatabaseError(error) && (error.code === "25P02" || error.code === "26000");
    return isAftermath && this.firstFailure ? this.firstFailure : error;
  }

  async rollback(): Promise<void> {
    this.end();
    await this.client.query("rollback");
    await Promise.all(this.unawaited);
  }
}

/** Database failures as our errors: try-again ones become 503, constraint violations 409. */
export function translateFailure(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (isTransient(error)) {
    if (
      isDatabaseError(error) &&
      (error.code === "55P03" || error.code === "40001" || error.code === "40P01")
    ) {
      return conflict(
        "Someone else is changing the same records. Try again.",
        undefined,
        "CONCURRENT_CHANGE",
      );
    }
    return unavailable("The database is not reachable at the moment", 1, error);
  }
  const wrapped = error instanceof Error && isDatabaseError(error.cause) ? error.cause : error;
  if (isDatabaseError(wrapped)) return translateConstraint(wrapped);
  return error;
}

function translateConstraint(error: DatabaseError): unknown {
  if (error.code === "23505") {
    return new AppError("ALREADY_EXISTS", 409, "A record with the same value exists already", {
      details: { constraint: error.constraint ?? "" },
      cause: error,
    });
  }
  if (error.code === "23503") {
    return new AppError(
      "CONFLICT",
      409,
      "Another record still refers to this one, or the one named is gone",
      {
        details: { constraint: error.constraint ?? "" },
        cause: error,
      },
    );
  }
  return error;
}

const over = new WeakMap<pg.PoolClient, NodeJS.Immediate>();

/**
 * Gives back a connection whose read is over before its transaction is: nothing is lost at the end of a read, and whoever
 * has the connection next ends it with the first message of his own, which saves the database and us a round. Left
 * alone, it is ended in the next turn of the event loop.
 */
function leaveOver(client: pg.PoolClient): void {
  const end = () => {
    over.delete(client);
    // A connection that fails here is reported by itself, and the pool drops it.
    client.query("commit").catch(() => undefined);
  };
  over.set(client, setImmediate(end));
  client.release();
}

/** What the first message on a connection begins with. Should it fail, all behind it fails, or is in no transaction at all. */
function takeOver(client: pg.PoolClient): Command[] {
  const end = over.get(client);
  if (!end) return [];
  clearImmediate(end);
  over.delete(client);
  return [commit];
}

async function run<T>(
  pool: pg.Pool,
  mode: "read" | "write",
  settings: Command[],
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw translateFailure(error);
  }
  const begin: Command =
    mode === "read"
      ? // What several statements read is of one moment: a page, its count, what is found in a second stretch.
        { text: "begin isolation level repeatable read, read only", name: "begin_read" }
      : { text: "begin", name: "begin" };
  const tx = new Transaction(client, [...takeOver(client), begin, ...settings]);
  let result: T;
  try {
    result = await work(tx);
    if (mode === "read") {
      // Others use the system's connections as they come, so theirs are given back when the transaction has ended.
      if (pool === pools().app) {
        tx.end();
        leaveOver(client);
      } else {
        tx.commit().then(
          () => client.release(),
          () => client.release(true),
        );
      }
      return result;
    }
    await tx.commit();
  } catch (error) {
    // A connection that cannot even roll back is thrown away: nothing of this transaction reaches the next one.
    const broken = await tx.rollback().then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw translateFailure(tx.causeOf(error));
  }
  client.release();
  return result;
}

/** Runs `work` in one transaction of the tenant, under row-level security. Nothing of it crosses a network call. */
export function withTenant<T>(
  tenant: TenantRef,
  mode: "read" | "write",
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  // SET LOCAL with checked literals, not set_config(): only the statement is passed on to a distributed database's
  // workers. Prepared for each tenant: a connection lives for minutes only, and meets so many.
  const [schema, id] = [schemaName(tenant), uuidOf("tenant", tenant.id)];
  const settings = [
    { text: `set local search_path=${schema},control,public`, name: `path_${schema}` },
    { text: `set local app.tenant_id='${id}'`, name: `tenant_${id}` },
  ];
  return run(pools().app, mode, settings, work);
}

/** Runs `work` on the control schema, across tenants: sign-in look-ups, event dispatch, tenant creation. */
export function withSystem<T>(mode: "read" | "write", work: (tx: Transaction) => Promise<T>): Promise<T> {
  const settings = [{ text: "set local search_path=control,public", name: "path_system" }];
  return run(pools().system, mode, settings, work);
}
