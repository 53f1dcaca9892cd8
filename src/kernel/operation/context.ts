// What a domain function is given: who asks, for which tenant, in which transaction, and where to report what it did.
import { clock } from "@/kernel/clock";
import type { AppError } from "@/kernel/errors";
import type { EventDefinition } from "@/kernel/events/define";
import { newId } from "@/kernel/id";
import type { Actor } from "@/kernel/permissions/actor";
import type { TenantRef } from "@/kernel/tenancy/tenant";
import type { Transaction } from "@/kernel/tenancy/transaction";

/** The way in: shown in the audit log. */
export type Source = "rest" | "rpc" | "graphql" | "import" | "job" | "seed" | "form";

/** A file sent as the body itself, for an operation with `acceptsCsv` or `acceptsFile`; it fails with 413 when it grows too large. */
export type Upload = { contentType: string; stream: AsyncIterable<Buffer> };

/** A file that answers a request on its own, without an envelope. */
export type Download = {
  contentType: string;
  headers: Record<string, string>;
  content: AsyncIterable<Uint8Array> | string;
};

/** What a surface knows of a request before any operation runs. */
export type RequestInfo = {
  requestId: string;
  source: Source;
  ip: string;
  userAgent: string;
  /** Where the request was sent to, as its Host header says: only for links handed back to whoever asked. */
  origin?: string;
  /** The site whose page sent it, when it is not ours: browsers name it. */
  foreignOrigin?: string;
  actor: Actor | null;
  /** Why a credential was refused, where a surface lets public operations go on without it. */
  refusal?: AppError;
  /** The operation's name (`contacts.create`), set by the pipeline. */
  operation: string;
  /** Event types that the operation declares, set by the pipeline; undefined: whatever its records' types emit. */
  declaredEvents?: readonly string[];
  idempotencyKey: string | null;
  /** SHA-256 of the request body: what an idempotency key is bound to. */
  bodyHash: string | null;
  ifMatch: string | null;
  /** Set when a file came instead of JSON; its options are the input. */
  upload?: Upload | null;
  /** Settled when the rate limit has let it pass; set by the first operation that runs. */
  counted?: Promise<void>;
  /** Set by an operation with `answersFile`. */
  download?: Download;
  /** Headers that the answer carries whatever its envelope. */
  responseHeaders: Record<string, string>;
};

export type RecordedChange = {
  recordType: string;
  /** `contact_…` */
  recordId: string;
  action:
    | "created"
    | "updated"
    | "deleted"
    | "restored"
    | "merged"
    | "unmerged"
    | "linked"
    | "unlinked"
    | "relinked";
  /** Only the keys that changed; null where there was nothing before. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

export type EmittedEvent = {
  type: string;
  recordType: string;
  recordId: string;
  ownerId: string | null;
  payload: Record<string, unknown>;
};

export class Ctx {
  readonly now: string = clock.nowIso();
  readonly changes: RecordedChange[] = [];
  readonly emitted: EmittedEvent[] = [];
  /** How many changes and events were sent already. */
  readonly flushed = { changes: 0, events: 0 };
  /** What is to happen once the transaction has committed, in order; see `afterCommit`. */
  readonly followUps: (() => void)[] = [];
  /** One sentence for the history page; the first record's name and action when absent. */
  summary: string | null = null;
  /** The change set that this one undoes. */
  reverts: string | null = null;
  readonly changeId: string;
  /** Whether the change set may be there already. */
  readonly isJoining: boolean;

  constructor(
    readonly tx: Transaction,
    readonly tenant: TenantRef,
    readonly actor: Actor,
    readonly request: RequestInfo,
    /** The change set that this write belongs to: a job passes its own, so that an import is one change. */
    joined?: string,
  ) {
    this.changeId = joined ?? newId("chg");
    this.isJoining = joined !== undefined;
  }

  /** Drizzle on this transaction. */
  get db() {
    return this.tx.db;
  }

  /** Notes what a write did to a record; written to the audit log with the commit. */
  record(change: RecordedChange): void {
    this.changes.push(change);
  }

  /** Does something once, and only if, this write has committed: drop what is cached, send a mail. Must not throw. */
  afterCommit(followUp: () => void): void {
    this.followUps.push(followUp);
  }

  /** Writes an event to the log in this transaction. `payload` is checked against the definition in tests. */
  emit<P extends Record<string, unknown>>(
    event: EventDefinition<P>,
    about: { recordType: string; recordId: string; ownerId?: string | null },
    payload: P,
  ): void {
    this.emitted.push({
      type: event.type,
      recordType: about.recordType,
      recordId: about.recordId,
      ownerId: about.ownerId ?? null,
      payload: event.check(payload),
    });
  }
}
