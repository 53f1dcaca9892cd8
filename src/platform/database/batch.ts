// Statements that leave together and are answered together. The driver ends each statement with a Sync, at which the
// database sends what it has: a system call of its own and a wake-up of ours. Here one Sync ends them all. After a
// failure the database skips the rest, which all fail with what broke them.
import pg from "pg";
import utils from "pg/lib/utils.js";

export interface Statement {
  text: string;
  values?: unknown[];
  /** Prepared under this name on each connection, which tells only once what its rows look like. */
  name?: string;
  /** Rows are objects, or lists of their values, or of no interest. */
  rows: "objects" | "lists" | "none";
  onDone: (answer: Answer) => void;
  onFailure: (error: unknown) => void;
}

export interface Answer {
  /** `SELECT 3`, `COMMIT` */
  command: string;
  rows: unknown[];
}

/** The driver's connection: each call puts a message of the protocol into the stream. */
interface Connection {
  stream: { cork: () => void; uncork: () => void };
  parse: (message: { name?: string; text: string }) => void;
  bind: (message: { statement?: string; values: unknown[]; valueMapper: typeof utils.prepareValue }) => void;
  describe: (message: { type: "P" }) => void;
  execute: (message: object) => void;
  close: (message: { type: "S"; name: string }) => void;
  sync: () => void;
}

/** The columns of a statement's rows: fixed for as long as it is prepared. */
type Shape = { names: string[]; parsers: ((text: string) => unknown)[] };
const noColumns: Shape = { names: [], parsers: [] };

/** What each connection has prepared; the shape is there once it was told. */
type Prepared = { text: string; shape?: Shape };
const preparedOn = new WeakMap<object, Map<string, Prepared>>();

export class Batch extends pg.Query {
  private prepared = new Map<string, Prepared>();
  private readonly shapes: (Shape | undefined)[] = [];
  /** The statement that is answered now, and its rows so far. */
  private at = 0;
  private read: unknown[] = [];
  private unreadable: unknown;

  constructor(
    private readonly client: pg.ClientBase,
    readonly statements: Statement[],
  ) {
    super("");
  }

  /** Called by the driver, as all that follows. */
  override submit = (to: unknown): void => {
    const connection = to as Connection;
    this.prepared = preparedOn.get(connection) ?? this.prepared;
    preparedOn.set(connection, this.prepared);
    connection.stream.cork();
    for (const [place, statement] of this.statements.entries()) {
      try {
        this.shapes.push(this.put(connection, statement));
      } catch (error) {
        // A value that cannot be sent: what stands before it runs, the rest is not asked.
        for (const { onFailure } of this.statements.splice(place)) onFailure(error);
      }
    }
    connection.sync();
    connection.stream.uncork();
  };

  private put(connection: Connection, { text, values = [], name, rows }: Statement): Shape | undefined {
    const known = name === undefined ? undefined : this.prepared.get(name);
    if (known && known.text !== text) throw new Error(`two statements are named ${name}`);
    if (!known) {
      // What failed may have left it prepared.
      if (name !== undefined) connection.close({ type: "S", name });
      connection.parse({ name, text });
    }
    connection.bind({ statement: name, values, valueMapper: utils.prepareValue });
    if (rows !== "none" && !known?.shape) connection.describe({ type: "P" });
    connection.execute({});
    if (name !== undefined && !known) this.prepared.set(name, { text });
    return known?.shape;
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.shapes[this.at] = {
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => this.client.getTypeParser(dataTypeID, "text")),
    };
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const kind = this.statements[this.at]?.rows;
    if (kind === "none" || this.unreadable) return;
    const { names, parsers } = this.shapes[this.at] ?? noColumns;
    try {
      const values: unknown[] = new Array(fields.length);
      for (let i = 0; i < fields.length; i++) values[i] = fields[i] === null ? null : parsers[i]!(fields[i]!);
      if (kind === "lists") this.read.push(values);
      else {
        const row: Record<string, unknown> = {};
        for (let i = 0; i < names.length; i++) row[names[i]!] = values[i];
        this.read.push(row);
      }
    } catch (error) {
      this.unreadable = error;
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    const { name, rows, onDone, onFailure } = this.statements[this.at]!;
    const known = name === undefined ? undefined : this.prepared.get(name);
    if (known && rows !== "none") known.shape ??= this.shapes[this.at] ?? noColumns;
    const answer = { command: text, rows: this.read };
    const { unreadable } = this;
    this.at += 1;
    this.read = [];
    this.unreadable = undefined;
    if (unreadable) onFailure(unreadable);
    else onDone(answer);
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: "" });
  }

  handleError(error: unknown): void {
    for (const [place, { name, onFailure }] of this.statements.slice(this.at).entries()) {
      // The rest was not asked, and is perhaps not prepared.
      if (name !== undefined && (place === 0 || !this.prepared.get(name)?.shape)) this.prepared.delete(name);
      onFailure(error);
    }
    this.at = this.statements.length;
  }

  handleReadyForQuery(): void {
    // All are answered by now.
  }
}
