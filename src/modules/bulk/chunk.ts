// A chunk of rows becomes records: what is there already is matched, updated or skipped, the rest is inserted as one
// statement. Rows, audit, events and the job's progress commit together or not at all.
import { AppError } from "@/kernel/errors";
import { type EventDefinition, eventRegistry } from "@/kernel/events/define";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import {
  applyPatch,
  auditValues,
  computedOf,
  diffOf,
  newRecord,
  type RecordType,
  recordsetOf,
  type Wire,
  withoutNulls,
} from "@/kernel/records";
import { checkMoney } from "@/kernel/records/rules";
import type { Announced } from "./announced";
import { type CheckedRow, type Problem, problemOf } from "./check";
import type { ChunkResult, Draft, Outcome } from "./chunk-decision";
import { ChunkLinks } from "./chunk-links";
import { allowedOwners } from "./lookups";

export type { ChunkResult, Outcome, PendingLink } from "./chunk-decision";

export class ChunkLoader extends ChunkLinks {
  /** Decides what becomes of each row; writes nothing. */
  async prepare(): Promise<void> {
    const live = this.rows.filter((row) => !row.isRejected);
    await this.lookUp(live);
    const owners = await allowedOwners(this.ctx, this.plan.type);
    for (const row of live) {
      this.resolveLookups(row, owners);
      if (!row.isRejected) this.linkToRow(row);
    }
    await this.unique.lookUp(this.ctx, live, this.announced);
    for (const row of live) if (!row.isRejected) this.draft(row);
    this.linkWithinFile();
    for (const row of this.rows) {
      this.result.problems.push(...row.problems);
      if (row.isRejected) this.result.failed += 1;
    }
    for (const draft of this.fresh()) await this.complete(draft);
    this.linkNew();
    if (this.announced) await this.rehearse(this.announced);
  }

  /** Writes what `prepare` has decided. */
  async write(): Promise<ChunkResult> {
    await this.insert();
    await this.update();
    this.result.warnings = this.result.problems.filter((p) => p.severity === "warning").length;
    return this.result;
  }

  private fresh(): Draft[] {
    return this.drafts.filter((draft) => draft.outcome === "create" && !draft.row.isRejected);
  }

  /** The rest of what a write would find fault with, and what later chunks must know of this one. */
  private async rehearse(announced: Announced): Promise<void> {
    const { ctx, plan } = this;
    for (const draft of this.drafts) {
      if (draft.row.isRejected) continue;
      const { existing } = draft;
      if (existing) {
        try {
          const { after } = this.changesOf(draft);
          const next = { ...existing.record, ...after };
          const write = { before: existing.record, next, sent: after, about: {} };
          if (Object.keys(after).length > 0) {
            Object.assign(next, await plan.type.rules?.complete?.(ctx, write));
            checkMoney(plan.type, next);
          }
          const { record } = existing;
          const by = { row: draft.row.row, id: record.id as string, name: plan.type.displayName(record) };
          this.unique.announce(announced, draft.values, by, record);
        } catch (error) {
          this.refuse(draft, error);
        }
        continue;
      }
      const record = this.records.get(draft);
      if (!record) continue;
      const seen = { row: draft.row.row, id: record.id as string, name: plan.type.displayName(record) };
      for (const key of this.keysOf(draft.values)) announced.put(plan.type, key, seen);
      this.unique.announce(announced, draft.values, seen);
    }
  }

  private changesOf({ existing, values }: Draft): { before: Wire; after: Wire } {
    if (!existing) return { before: {}, after: {} };
    const patch: Wire = { ...values };
    if (values.customFields)
      patch.customFields = withoutNulls({
        ...(existing.record.customFields as Wire),
        ...(values.customFields as Wire),
      });
    return diffOf(this.plan.type, existing.record, patch);
  }

  /** What became of every row, or in a plan would become. */
  outcomes(): Map<number, Outcome> {
    const problems = new Map<number, Problem[]>();
    for (const one of this.result.problems) problems.set(one.row, [...(problems.get(one.row) ?? []), one]);
    return new Map(
      this.rows.map((row) => [row.row, this.outcomeOf(row, problems.get(row.row) ?? [])] as const),
    );
  }

  private outcomeOf(row: CheckedRow, problems: Problem[]): Outcome {
    const none: Outcome = {
      action: "problem",
      recordId: null,
      name: null,
      ofRow: null,
      changes: [],
      problems,
    };
    const taken = this.taken.get(row.row);
    if (row.isRejected || !taken) return none;
    const { by, action } = taken;
    const { type } = this.plan;
    if ("id" in by) return { ...none, action, name: by.name, ofRow: by.row };
    if ("record" in by)
      return { ...none, action, recordId: by.record.id as string, name: type.displayName(by.record) };
    const record = this.records.get(by) ?? by.existing?.record;
    if (by.row.isRejected || !record) return none;
    const { before, after } = this.changesOf(by);
    const changes = Object.keys(after).map((field) => ({ field, from: before[field], to: after[field] }));
    const isNew = by.outcome === "create";
    return {
      ...none,
      action: action === "update" && !isNew && changes.length === 0 ? "unchanged" : action,
      recordId: isNew && this.announced ? null : (record.id as string),
      name: type.displayName(record),
      ofRow: by.row.row === row.row ? null : by.row.row,
      changes: action === "update" ? changes : [],
    };
  }

  private async insert(): Promise<void> {
    const { ctx, plan } = this;
    const fresh = this.fresh();
    const records = fresh.map((draft) => this.records.get(draft)).filter((record) => record !== undefined);
    this.result.created += records.length;
    await insertRows(ctx, plan.type, records);
    const event = eventOf(plan.type, "created");
    for (const record of records) {
      computedOf(plan.type, record);
      const about = { recordType: plan.type.name, recordId: record.id as string };
      ctx.record({ ...about, action: "created", before: null, after: auditValues(plan.type, record) });
      ctx.emit(event, { ...about, ownerId: record.ownerId as string | null }, { [plan.type.name]: record });
    }
    const { rules } = plan.type;
    if (!rules?.written) return;
    // Asked for together, they travel together: one after the other, each would wait for its own answers.
    await Promise.all(
      fresh.map(async (draft) => {
        const after = this.records.get(draft);
        if (after)
          await rules.written?.(ctx, { before: null, next: after, sent: draft.values, about: {}, after });
      }),
    );
  }

  private async complete(draft: Draft): Promise<void> {
    const { ctx, plan } = this;
    try {
      const record = newRecord(ctx, plan.type, draft.values);
      const write = { before: null, next: record, sent: draft.values, about: {} };
      Object.assign(record, await plan.type.rules?.complete?.(ctx, write));
      checkMoney(plan.type, record);
      this.records.set(draft, record);
    } catch (error) {
      this.refuse(draft, error);
    }
  }

  private async update(): Promise<void> {
    const { ctx, plan } = this;
    const event = eventOf(plan.type, "updated");
    for (const draft of this.drafts) {
      if (draft.outcome !== "update" || draft.row.isRejected || !draft.existing) continue;
      try {
        await applyPatch(ctx, plan.type, draft.existing.record, draft.values, event);
      } catch (error) {
        this.result.updated -= 1;
        this.refuse(draft, error);
      }
    }
  }

  /** A rule of the record type said no: that is this row's fault, not the chunk's. */
  private refuse(draft: Draft, error: unknown): void {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    const faults =
      error.fields.length > 0 ? error.fields : [{ field: null, code: error.code, message: error.message }];
    for (const one of faults) {
      const mapped = this.plan.mapped.find((m) => m.target.path === one.field);
      // Words are what the file says: what they stand for can be said for all rows. People read labels, programs paths.
      const word = mapped && wordKinds.has(mapped.target.kind) ? draft.values[mapped.target.key] : undefined;
      const value = typeof word === "string" ? { value: word } : {};
      const isNamed = mapped && one.message.startsWith(`${one.field}: `);
      const message = isNamed
        ? `${mapped.target.label}${one.message.slice(mapped.target.path.length)}`
        : one.message;
      const problem = problemOf(draft.row, { column: mapped?.column ?? null, ...value }, one.code, message);
      this.result.problems.push({ ...problem, field: one.field });
    }
    draft.row.isRejected = true;
    this.result.failed += 1;
  }
}

const wordKinds = new Set(["text", "select"]);

const eventOf = (type: RecordType, verb: string): EventDefinition<Wire> => {
  const event = eventRegistry.get(`${type.name}.${verb}`);
  if (!event) throw new Error(`${type.name} has no event ${verb}`);
  return event as EventDefinition<Wire>;
};

/** All new rows as one statement. */
async function insertRows(ctx: Ctx, type: RecordType, records: Wire[]): Promise<void> {
  if (records.length === 0) return;
  const names = type.columns.map((column) => `"${column.name}"`).join(",");
  const rows = await recordsetOf(ctx, type, type.columns, records, 2);
  ctx.tx.send(
    `insert into ${type.tableName} (tenant_id,${names}) select $1,${rows.expressions.join(",")} from ${rows.from}`,
    [uuidOf("tenant", ctx.tenant.id), ...rows.values],
  );
}
