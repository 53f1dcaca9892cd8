// A chunk of rows becomes records: what is there already is matched, updated or skipped, the rest is inserted as one
// statement. Rows, audit, events and the job's progress commit together or not at all.
import { AppError } from "@/kernel/errors";
import { type EventDefinition, eventRegistry } from "@/kernel/events/define";
import { parseId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import {
  applyPatch,
  auditValues,
  computedOf,
  diffOf,
  newRecord,
  type RecordType,
  toColumn,
  type Wire,
} from "@/kernel/records";
import { checkMoney } from "@/kernel/records/rules";
import {
  type CheckedRow,
  completeNew,
  fault,
  type Lookup,
  type Plan,
  type Problem,
  problemOf,
} from "./check";
import {
  allowedOwners,
  chosenKey,
  type Existing,
  type Found,
  findExisting,
  findPeople,
  findReferenced,
  folded,
  type MatchKey,
  matchKeysOf,
  suggestNames,
} from "./lookups";

/** A link to a record that a later row creates. */
export type PendingLink = {
  row: number;
  line: number | null;
  column: string;
  field: string;
  recordId: string;
  value: string;
};

export type ChunkResult = {
  created: number;
  updated: number;
  linked: number;
  skipped: number;
  failed: number;
  warnings: number;
  problems: Problem[];
  links: PendingLink[];
};

/** A record of this chunk: new, or there already with the values that rows give it. */
type Draft = { row: CheckedRow; existing: Existing | null; values: Wire; outcome: "create" | "update" };

/** What has become of one row: a record of its own, a change, or another's record. */
export type Outcome = {
  action: "create" | "update" | "unchanged" | "link" | "skip" | "problem";
  recordId: string | null;
  name: string | null;
  /** The row of the file whose record this is as well. */
  ofRow: number | null;
  changes: { field: string; from: unknown; to: unknown }[];
  problems: Problem[];
};

/** A new record of an earlier chunk that was only planned: the database does not have it. */
export type Planned = { row: number; id: string; name: string };

/** What a plan remembers of the chunks before. */
export type SeenInFile = Map<string, Planned>;

type Taken = { action: "create" | "update" | "link" | "skip"; by: Draft | Existing | Planned };

export class ChunkLoader {
  private readonly drafts: Draft[] = [];
  /** By match key and value: what this chunk has already seen. */
  private readonly seen = new Map<string, Draft>();
  private readonly existing = new Map<string, Existing>();
  private readonly people = new Map<string, Found>();
  private readonly referenced = new Map<string, Map<string, Found>>();
  private readonly keys: MatchKey[];
  private readonly suggestions = new Map<string, Map<string, string>>();
  private readonly taken = new Map<number, Taken>();
  /** Names of this chunk's own rows, rejected ones included. */
  private readonly ownNames: ReadonlySet<string>;
  private readonly result: ChunkResult = {
    created: 0,
    updated: 0,
    linked: 0,
    skipped: 0,
    failed: 0,
    warnings: 0,
    problems: [],
    links: [],
  };

  constructor(
    private readonly ctx: Ctx,
    private readonly plan: Plan,
    private readonly rows: CheckedRow[],
    /** Folded names of all rows of the file, where rows may name each other. */
    private readonly namesInFile: ReadonlySet<string>,
    /** Loaders of the targets before this one, by record type. */
    private readonly before: ReadonlyMap<string, ChunkLoader> = new Map(),
    /** Set when nothing is to be written. */
    private readonly planned: SeenInFile | null = null,
  ) {
    const { matchBy } = plan.options;
    const chosen = matchBy && matchBy !== "id" ? chosenKey(plan.type, matchBy, plan.customFields) : undefined;
    this.keys = matchBy === "id" ? [] : chosen ? [chosen] : matchKeysOf(plan.type);
    this.ownNames = new Set(rows.map((row) => folded(String(row.values.name ?? ""))));
  }

  /** Decides what becomes of each row; writes nothing. */
  async prepare(): Promise<void> {
    const live = this.rows.filter((row) => !row.isRejected);
    await this.lookUp(live);
    const owners = await allowedOwners(this.ctx, this.plan.type);
    for (const row of live) {
      this.resolveLookups(row, owners);
      if (!row.isRejected) this.linkToRow(row);
      if (!row.isRejected) this.draft(row);
    }
    this.linkWithinFile();
    for (const row of this.rows) {
      this.result.problems.push(...row.problems);
      if (row.isRejected) this.result.failed += 1;
    }
    for (const draft of this.fresh()) await this.complete(draft);
    this.linkNew();
    if (this.planned) await this.rehearse(this.planned);
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

  /** The record that a row has become: undefined when the row has nothing of this type. */
  recordOf(row: number): string | "none" | undefined {
    const taken = this.taken.get(row);
    if (!taken) return this.rows.some((one) => one.row === row) ? "none" : undefined;
    return this.idOf(taken.by) ?? "none";
  }

  private idOf(by: Taken["by"]): string | null {
    if ("id" in by) return by.id;
    if ("record" in by) return by.record.id as string;
    if (by.row.isRejected) return null;
    return ((this.records.get(by) ?? by.existing?.record)?.id as string | undefined) ?? null;
  }

  /** The row's links to what earlier targets of it have become. */
  private linkToRow(row: CheckedRow): void {
    for (const { target, recordType } of this.plan.linkedTo) {
      if (row.values[target.key] || row.lookups.some((lookup) => lookup.target.path === target.path))
        continue;
      const id = this.before.get(recordType)?.recordOf(row.row);
      if (id === "none") {
        const about = { column: null, target, value: undefined };
        fault(row, this.plan.options, about, "LINK_NOT_TAKEN", `The ${recordType} of this row was not taken`);
      } else if (id) row.values[target.key] = id;
    }
  }

  /** The rest of what a write would find fault with, and what later chunks must know of this one. */
  private async rehearse(planned: SeenInFile): Promise<void> {
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
        } catch (error) {
          this.refuse(draft, error);
        }
        continue;
      }
      const record = this.records.get(draft);
      if (!record) continue;
      const seen = { row: draft.row.row, id: record.id as string, name: plan.type.displayName(record) };
      for (const key of this.keys) {
        const value = valueAt(draft.values, key.field);
        if (value) planned.set(`${key.field}:${key.fold(value)}`, seen);
      }
    }
  }

  private changesOf({ existing, values }: Draft): { before: Wire; after: Wire } {
    if (!existing) return { before: {}, after: {} };
    const patch: Wire = { ...values };
    if (values.customFields)
      patch.customFields = { ...(existing.record.customFields as Wire), ...(values.customFields as Wire) };
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
      recordId: isNew && this.planned ? null : (record.id as string),
      name: type.displayName(record),
      ofRow: by.row.row === row.row ? null : by.row.row,
      changes: action === "update" ? changes : [],
    };
  }

  private get mustMatch(): boolean {
    return this.plan.options.updateExisting || this.plan.options.skipDuplicates;
  }

  private async lookUp(rows: CheckedRow[]): Promise<void> {
    const { type } = this.plan;
    const texts = new Map<Target, Set<string>>();
    for (const row of rows) {
      for (const { target, text } of row.lookups) {
        const of = texts.get(target) ?? new Set();
        texts.set(target, of.add(text));
      }
    }
    for (const [target, of] of texts) {
      if (target.path === "id") {
        const uuids = [...of].flatMap((text) => parseId(type.prefix, text) ?? []);
        const byId = { column: "t.id", key: "k.value" };
        for (const found of (await findExisting(this.ctx, type, byId, uuids, "uuid")).values())
          this.existing.set(`id:${found.record.id}`, found);
      } else if (target.kind === "user") {
        for (const [text, found] of await findPeople(this.ctx, [...of])) this.people.set(text, found);
      } else this.referenced.set(target.path, await findReferenced(this.ctx, target, [...of]));
      if (target.path === "id") continue;
      const found = target.kind === "user" ? this.people : this.referenced.get(target.path);
      const unknown = [...of].filter((text) => found?.get(text) === "none");
      this.suggestions.set(target.path, await suggestNames(this.ctx, target, unknown));
    }
    if (!this.mustMatch) return;
    for (const key of this.keys) {
      const values = new Set(
        rows.flatMap(({ values }) => {
          const value = valueAt(values, key.field);
          return value ? [searched(key, value)] : [];
        }),
      );
      const found = await findExisting(this.ctx, type, key, [...values]);
      for (const [value, one] of found) this.existing.set(`${key.field}:${key.fold(value)}`, one);
    }
  }

  private resolveLookups(row: CheckedRow, owners: Set<string> | null): void {
    for (const lookup of row.lookups) {
      const { target, column, text } = lookup;
      if (target.path === "id" || this.isSelfReference(lookup)) continue;
      const found =
        target.kind === "user" ? this.people.get(text) : this.referenced.get(target.path)?.get(text);
      const noun = target.kind === "user" ? "person" : target.label.toLowerCase();
      const suggestion = this.suggestions.get(target.path)?.get(text);
      const about = { column, target, value: text, suggestion };
      const hint = suggestion ? `; did you mean "${suggestion}"?` : "";
      if (!found || found === "none")
        fault(row, this.plan.options, about, "NOT_FOUND", `There is no ${noun} "${text}"${hint}`);
      else if (found === "several")
        fault(row, this.plan.options, about, "AMBIGUOUS", `There is more than one ${noun} "${text}"`);
      else if (target.path === "ownerId" && owners && !owners.has(found))
        fault(row, this.plan.options, about, "FORBIDDEN", "You may not give records to this person");
      else if (target.isCustom)
        row.values.customFields = { ...(row.values.customFields as Wire | undefined), [target.key]: found };
      else row.values[target.key] = found;
    }
  }

  private isSelfReference({ target }: Lookup): boolean {
    return (
      target.kind === "record" &&
      !target.isCustom &&
      target.prefix === this.plan.type.prefix &&
      target.path !== "id"
    );
  }

  private draft(row: CheckedRow): void {
    const { options } = this.plan;
    const id = row.lookups.find(({ target }) => target.path === "id");
    const known = id
      ? (this.seen.get(`id:${id.text}`) ?? this.existing.get(`id:${id.text}`))
      : this.match(row);
    if (id && !known) {
      fault(
        row,
        { ...options, validationLevel: "strict" },
        { ...id, value: id.text },
        "NOT_FOUND",
        `There is no ${this.plan.type.label.toLowerCase()} with this id`,
      );
      return;
    }
    if (known && options.updateExisting) {
      if ("id" in known) {
        this.taken.set(row.row, { action: "update", by: known });
        this.result.updated += 1;
      } else this.merge(row, "row" in known ? known : this.adopt(row, known));
      return;
    }
    if (known && (options.skipDuplicates || id)) {
      this.skip(row, known);
      return;
    }
    completeNew(this.plan, row);
    if (row.isRejected) return;
    const draft: Draft = { row, existing: null, values: row.values, outcome: "create" };
    this.taken.set(row.row, { action: "create", by: draft });
    this.remember(draft);
  }

  private match(row: CheckedRow): Draft | Existing | Planned | undefined {
    if (!this.mustMatch) return undefined;
    for (const key of this.keys) {
      const value = valueAt(row.values, key.field);
      if (!value) continue;
      const at = `${key.field}:${key.fold(value)}`;
      const known = this.seen.get(at) ?? this.existing.get(at) ?? this.planned?.get(at);
      if (known && "id" in known) return known;
      if (known) return "row" in known ? known : (this.seen.get(`id:${known.record.id}`) ?? known);
    }
    return undefined;
  }

  private remember(draft: Draft): void {
    this.drafts.push(draft);
    if (draft.existing) this.seen.set(`id:${draft.existing.record.id}`, draft);
    for (const key of this.keys) {
      const value = valueAt(draft.values, key.field);
      if (value) this.seen.set(`${key.field}:${key.fold(value)}`, draft);
    }
  }

  private adopt(row: CheckedRow, existing: Existing): Draft {
    const draft: Draft = { row, existing, values: {}, outcome: "update" };
    if (existing.isWritable) this.remember(draft);
    return draft;
  }

  private merge(row: CheckedRow, draft: Draft): void {
    if (draft.existing && !draft.existing.isWritable) {
      const label = this.plan.type.label.toLowerCase();
      row.problems.push(
        problemOf(row, {}, "FORBIDDEN", `This ${label} is there already and you may not change it`),
      );
      row.isRejected = true;
      return;
    }
    for (const [key, value] of Object.entries(row.values)) {
      const f = this.plan.type.fields[key as keyof typeof this.plan.type.fields];
      const isParts = key === "customFields" || f?.kind === "address";
      draft.values[key] = isParts
        ? { ...(draft.values[key] as Wire | undefined), ...(value as Wire) }
        : value;
    }
    this.taken.set(row.row, { action: "update", by: draft });
    if (draft.row !== row)
      draft.row.lookups.push(...row.lookups.filter((lookup) => this.isSelfReference(lookup)));
    this.result.updated += 1;
  }

  private skip(row: CheckedRow, known: Draft | Existing | Planned): void {
    if (this.plan.isLinkedFrom) {
      this.taken.set(row.row, { action: "link", by: known });
      this.result.linked += 1;
      return;
    }
    this.taken.set(row.row, { action: "skip", by: known });
    const record =
      "record" in known ? known.record : "existing" in known ? known.existing?.record : undefined;
    const ofRow = "id" in known ? known.row : "existing" in known ? known.row.row : "";
    const label = this.plan.type.label.toLowerCase();
    const message = `Left out: this ${label} is there already (${record ? record.id : `row ${ofRow}`})`;
    row.problems.push(problemOf(row, { severity: "warning" }, "DUPLICATE", message));
    this.result.skipped += 1;
  }

  /** Links among records of the same type: to this chunk, to what is there, or to a row that comes later. */
  private linkWithinFile(): void {
    const links = this.drafts.flatMap((draft) =>
      draft.row.lookups.filter((lookup) => this.isSelfReference(lookup)).map((lookup) => ({ draft, lookup })),
    );
    if (links.length === 0) return;
    for (let isSettled = false; !isSettled; ) {
      isSettled = true;
      const inChunk = this.namesOfChunk();
      for (const { draft, lookup } of links) {
        if (draft.row.isRejected || this.canLink(lookup, inChunk)) continue;
        const about = { column: lookup.column, target: lookup.target, value: lookup.text };
        const found = this.referenced.get(lookup.target.path)?.get(lookup.text);
        if (draft.row.problems.some((p) => p.field === lookup.target.path)) continue;
        if (found === "several")
          fault(draft.row, this.plan.options, about, "AMBIGUOUS", `There is more than one "${lookup.text}"`);
        else
          fault(
            draft.row,
            this.plan.options,
            about,
            "NOT_FOUND",
            `There is no ${this.plan.type.label.toLowerCase()} "${lookup.text}", neither in the file nor in your workspace`,
          );
        // Who named the rejected row has lost its link as well.
        if (draft.row.isRejected) isSettled = false;
      }
    }
    const inChunk = this.namesOfChunk();
    for (const { draft, lookup } of links) {
      if (!draft.row.isRejected && this.canLink(lookup, inChunk)) this.link(draft, lookup, inChunk);
    }
    const rejected = this.drafts.filter((draft) => draft.row.isRejected && draft.outcome === "update").length;
    this.result.updated -= rejected;
  }

  private namesOfChunk(): Map<string, Draft> {
    return new Map(
      this.drafts
        .filter((draft) => !draft.row.isRejected)
        .map((draft) => [folded(String(draft.values.name ?? draft.existing?.record.name ?? "")), draft]),
    );
  }

  private canLink({ target, text }: Lookup, inChunk: Map<string, Draft>): boolean {
    const name = folded(text);
    const found = this.referenced.get(target.path)?.get(text);
    const isThere = found !== undefined && found !== "none" && found !== "several";
    return isThere || inChunk.has(name) || (this.namesInFile.has(name) && !this.ownNames.has(name));
  }

  private link(draft: Draft, { target, column, text }: Lookup, inChunk: Map<string, Draft>): void {
    const found = this.referenced.get(target.path)?.get(text);
    const isThere = found !== undefined && found !== "none" && found !== "several";
    const isLocal = inChunk.has(folded(text)) || this.namesInFile.has(folded(text));
    // Only a new record under one that nothing in this file moves cannot close a circle: all else is linked at the end.
    if (isThere && !isLocal && draft.outcome === "create") {
      draft.values[target.key] = found;
      return;
    }
    this.deferred.push({
      draft,
      link: { row: draft.row.row, line: draft.row.line, column, field: target.key, value: text },
    });
  }

  private readonly deferred: { draft: Draft; link: Omit<PendingLink, "recordId"> }[] = [];
  private readonly records = new Map<Draft, Wire>();

  private async insert(): Promise<void> {
    const { ctx, plan } = this;
    const fresh = this.fresh();
    const records = fresh.map((draft) => this.records.get(draft)).filter((record) => record !== undefined);
    this.result.created += records.length;
    insertRows(ctx, plan.type, records);
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

  /** Links between new records of this chunk, as far as they close no circle; what is left is linked at the end. */
  private linkNew(): void {
    const byName = this.namesOfChunk();
    const byId = new Map([...this.records.values()].map((one) => [one.id, one]));
    for (const { draft, link } of this.deferred) {
      const record = this.records.get(draft) ?? draft.existing?.record;
      if (!record || draft.row.isRejected) continue;
      const parent = byName.get(folded(link.value));
      const parentRecord = parent && this.records.get(parent);
      if (draft.outcome === "create" && parentRecord && !closesCircle(record, parentRecord, link.field, byId))
        record[link.field] = parentRecord.id;
      else this.result.links.push({ ...link, recordId: record.id as string });
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
      const column = this.plan.mapped.find((m) => m.target.path === one.field)?.column ?? null;
      const problem = problemOf(draft.row, { column }, one.code, one.message);
      this.result.problems.push({ ...problem, field: one.field });
    }
    draft.row.isRejected = true;
    this.result.failed += 1;
  }
}

type Target = Lookup["target"];

const valueAt = (values: Wire, path: string): unknown =>
  path.startsWith("customFields.")
    ? (values.customFields as Wire | undefined)?.[path.slice("customFields.".length)]
    : values[path];

function closesCircle(record: Wire, parent: Wire, field: string, byId: Map<unknown, Wire>): boolean {
  for (let at: Wire | undefined = parent; at; at = byId.get(at[field])) if (at.id === record.id) return true;
  return false;
}

/** The value that the database compares: an e-mail and a name as they are, a website as its domain. */
const searched = (key: MatchKey, value: unknown): string =>
  key.field === "website" ? key.fold(value) : String(value);

const eventOf = (type: RecordType, verb: string): EventDefinition<Wire> => {
  const event = eventRegistry.get(`${type.name}.${verb}`);
  if (!event) throw new Error(`${type.name} has no event ${verb}`);
  return event as EventDefinition<Wire>;
};

/** All new rows as one statement, which PostgreSQL itself turns into the table's own column types. */
function insertRows(ctx: Ctx, type: RecordType, records: Wire[]): void {
  if (records.length === 0) return;
  const names = type.columns.map((column) => `"${column.name}"`).join(",");
  const rows = records.map((record) => {
    const row: Wire = {};
    for (const column of type.columns) {
      const value = column.key === "customFields" ? record.customFields : toColumn(column, record);
      if (value !== null) row[column.name] = value;
    }
    return row;
  });
  ctx.tx.send(
    `insert into ${type.tableName} (tenant_id,${names}) select $1,${names} from json_populate_recordset(null::${type.tableName}, $2::json)`,
    [uuidOf("tenant", ctx.tenant.id), JSON.stringify(rows)],
  );
}
