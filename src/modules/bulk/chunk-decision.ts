import { parseId, toPublicId } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { type RecordType, recordTypes, type Wire } from "@/kernel/records";
import type { Announced, Planned, PlannedByKey } from "./announced";
import {
  type CheckedRow,
  clearEmpty,
  completeNew,
  fault,
  type Lookup,
  type Plan,
  type Problem,
  problemOf,
  put,
} from "./check";
import { type Gone, whatBecame } from "./gone";
import {
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
import type { Names } from "./name-set";
import { UniqueValues } from "./unique-values";

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
export type Draft = {
  row: CheckedRow;
  existing: Existing | null;
  values: Wire;
  outcome: "create" | "update";
};

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

export type Taken = { action: "create" | "update" | "link" | "skip"; by: Draft | Existing | Planned };

/** Decides what a chunk of rows becomes: matched, linked, new. Asks the database, writes nothing. */
export abstract class ChunkDecision {
  protected readonly drafts: Draft[] = [];
  /** By match key and value: what this chunk has already seen. */
  protected readonly seen = new Map<string, Draft>();
  protected readonly existing = new Map<string, Existing>();
  protected readonly people = new Map<string, Found>();
  protected readonly referenced = new Map<string, Map<string, Found>>();
  protected readonly keys: MatchKey[];
  protected readonly suggestions = new Map<string, Map<string, string>>();
  protected readonly taken = new Map<number, Taken>();
  /** Names of this chunk's own rows, rejected ones included. */
  protected readonly ownNames: ReadonlySet<string>;
  protected readonly result: ChunkResult = {
    created: 0,
    updated: 0,
    linked: 0,
    skipped: 0,
    failed: 0,
    warnings: 0,
    problems: [],
    links: [],
  };

  protected readonly deferred: { draft: Draft; link: Omit<PendingLink, "recordId"> }[] = [];
  protected readonly records = new Map<Draft, Wire>();
  /** Records of this type that rows of the chunks before will make. */
  protected planned: PlannedByKey = new Map();
  protected readonly unique: UniqueValues;
  private gone: ReadonlyMap<string, Gone> = new Map();
  private readonly newIds = new Map<Draft, string>();

  constructor(
    protected readonly ctx: Ctx,
    protected readonly plan: Plan,
    protected readonly rows: CheckedRow[],
    /** Folded names of all rows of the file, where rows may name each other. */
    protected readonly namesInFile: Names,
    /** Loaders of the targets before this one, by record type. */
    protected readonly before: ReadonlyMap<string, Pick<ChunkDecision, "recordOf">> = new Map(),
    /** Set when nothing is to be written. */
    protected readonly announced: Announced | null = null,
  ) {
    const { matchBy } = plan.options;
    const chosen = matchBy && matchBy !== "id" ? chosenKey(plan.type, matchBy, plan.customFields) : undefined;
    this.keys = matchBy === "id" ? [] : chosen ? [chosen] : matchKeysOf(plan.type);
    this.unique = new UniqueValues(plan);
    this.ownNames = new Set(rows.map((row) => folded(String(row.values.name ?? ""))));
  }

  /** The record that a row has become: undefined when the row has nothing of this type. */
  recordOf(row: number): string | "none" | undefined {
    const taken = this.taken.get(row);
    if (!taken) return this.rows.some((one) => one.row === row) ? "none" : undefined;
    return this.idOf(taken.by) ?? "none";
  }

  protected idOf(by: Taken["by"]): string | null {
    if ("id" in by) return by.id;
    if ("record" in by) return by.record.id as string;
    if (by.row.isRejected) return null;
    return ((this.records.get(by) ?? by.existing?.record)?.id as string | undefined) ?? null;
  }

  /** The row's links to what earlier targets of it have become. */
  protected linkToRow(row: CheckedRow): void {
    for (const { target, recordType } of this.plan.linkedTo) {
      if (valueAt(row.values, target.path) || row.lookups.some((one) => one.target.path === target.path))
        continue;
      const id = this.before.get(recordType)?.recordOf(row.row);
      if (id === "none") {
        const about = { column: null, target, value: undefined };
        fault(row, this.plan.options, about, "LINK_NOT_TAKEN", `The ${recordType} of this row was not taken`);
      } else if (id) put(row.values, target, id);
    }
  }

  protected get mustMatch(): boolean {
    return this.plan.options.updateExisting || this.plan.options.skipDuplicates;
  }

  protected async lookUp(rows: CheckedRow[]): Promise<void> {
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
        const isGone = (uuid: string) => !this.existing.has(`id:${toPublicId(type.prefix, uuid)}`);
        this.gone = await whatBecame(this.ctx, type, uuids.filter(isGone));
      } else if (target.kind === "user") {
        for (const [text, found] of await findPeople(this.ctx, [...of])) this.people.set(text, found);
      } else this.referenced.set(target.path, await findReferenced(this.ctx, target, [...of]));
      if (target.path === "id") continue;
      const found = target.kind === "user" ? this.people : this.referenced.get(target.path);
      if (!found) continue;
      const announcedType = this.announcedTypeOf(target);
      if (announcedType) await this.findAnnounced(announcedType, found);
      const unknown = [...of].filter((text) => found.get(text) === "none");
      const namesBesides = (most: number) =>
        announcedType && this.announced ? this.announced.names(this.ctx, announcedType, most) : [];
      this.suggestions.set(target.path, await suggestNames(this.ctx, target, unknown, namesBesides));
    }
    if (!this.mustMatch) return;
    if (this.announced) {
      const known = rows.flatMap(({ values }) => this.keysOf(values));
      this.planned = await this.announced.find(this.ctx, type, known);
    }
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

  /** The kind that a field points to, where rows before may make such records. */
  private announcedTypeOf(target: Target): Pick<RecordType, "name" | "prefix"> | undefined {
    if (!this.announced || this.isSelfReference({ target, column: "", text: "" })) return undefined;
    if (target.kind === "user") return { name: "user", prefix: "user" };
    return recordTypes().find((one) => one.prefix === target.prefix);
  }

  /** Names and addresses that the database does not know, and rows before have announced. */
  private async findAnnounced(
    type: Pick<RecordType, "name" | "prefix">,
    found: Map<string, Found>,
  ): Promise<void> {
    const keysOf = (text: string) => [`name:${folded(text)}`, `email:${text.toLowerCase()}`];
    const missing = [...found].flatMap(([text, one]) => (one === "none" ? text : []));
    const planned = await this.announced?.find(this.ctx, type, missing.flatMap(keysOf));
    for (const text of missing) {
      const one = keysOf(text).flatMap((key) => planned?.get(key) ?? [])[0];
      if (one) found.set(text, one.id);
    }
  }

  /** What the record is matched by, as keys over all match keys. */
  protected keysOf(values: Wire): string[] {
    return this.keys.flatMap((key) => {
      const value = valueAt(values, key.field);
      return value ? `${key.field}:${key.fold(value)}` : [];
    });
  }

  protected resolveLookups(row: CheckedRow, owners: Set<string> | null): void {
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
      else put(row.values, target, found);
    }
  }

  protected isSelfReference({ target }: Lookup): boolean {
    return (
      target.kind === "record" &&
      !target.isCustom &&
      target.prefix === this.plan.type.prefix &&
      target.path !== "id"
    );
  }

  protected draft(row: CheckedRow): void {
    const { options } = this.plan;
    const id = row.lookups.find(({ target }) => target.path === "id");
    const known = id
      ? (this.seen.get(`id:${id.text}`) ?? this.existing.get(`id:${id.text}`))
      : this.match(row);
    if (id && !known) {
      const noun = this.plan.type.label.toLowerCase();
      const none = `There is no ${noun} with this id: empty the cell to make a new ${noun}`;
      const { code, message, suggestion } = this.gone.get(id.text) ?? { code: "NOT_FOUND", message: none };
      const about = { ...id, value: id.text, suggestion };
      fault(row, { ...options, validationLevel: "strict" }, about, code, message);
      return;
    }
    if (known && options.updateExisting) {
      clearEmpty(this.plan, row);
      const id = this.holderOf(known);
      this.unique.refuseTaken(row, id);
      if (row.isRejected) return;
      if ("id" in known) {
        this.taken.set(row.row, { action: "update", by: known });
        this.result.updated += 1;
        this.unique.take(row.values, { id, row: row.row }, undefined);
      } else {
        const draft = "row" in known ? known : this.adopt(row, known);
        this.merge(row, draft);
        if (!row.isRejected) this.unique.take(row.values, { id, row: row.row }, draft.existing?.record);
      }
      return;
    }
    if (known && (options.skipDuplicates || id)) {
      this.skip(row, known);
      return;
    }
    this.unique.refuseTaken(row, null);
    completeNew(this.plan, row);
    if (row.isRejected) return;
    const draft: Draft = { row, existing: null, values: row.values, outcome: "create" };
    this.taken.set(row.row, { action: "create", by: draft });
    this.remember(draft);
    this.unique.take(row.values, { id: this.holderOf(draft), row: row.row }, undefined);
  }

  /** Whom a value belongs to: a record that is there or planned, or one of this chunk that has no id yet. */
  private holderOf(known: Taken["by"]): string {
    const id = "id" in known ? known.id : "record" in known ? known.record.id : known.existing?.record.id;
    if (id) return id as string;
    const draft = known as Draft;
    const own = this.newIds.get(draft) ?? `row ${draft.row.row}`;
    this.newIds.set(draft, own);
    return own;
  }

  protected match(row: CheckedRow): Draft | Existing | Planned | undefined {
    if (!this.mustMatch) return undefined;
    for (const at of this.keysOf(row.values)) {
      const known = this.seen.get(at) ?? this.existing.get(at) ?? this.planned.get(at);
      if (known && "id" in known) return known;
      if (known) return "row" in known ? known : (this.seen.get(`id:${known.record.id}`) ?? known);
    }
    return undefined;
  }

  protected remember(draft: Draft): void {
    this.drafts.push(draft);
    if (draft.existing) this.seen.set(`id:${draft.existing.record.id}`, draft);
    for (const at of this.keysOf(draft.values)) this.seen.set(at, draft);
  }

  protected adopt(row: CheckedRow, existing: Existing): Draft {
    const draft: Draft = { row, existing, values: {}, outcome: "update" };
    if (existing.isWritable) this.remember(draft);
    return draft;
  }

  protected merge(row: CheckedRow, draft: Draft): void {
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

  protected skip(row: CheckedRow, known: Draft | Existing | Planned): void {
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
}

type Target = Lookup["target"];

export const valueAt = (values: Wire, path: string): unknown =>
  path.startsWith("customFields.")
    ? (values.customFields as Wire | undefined)?.[path.slice("customFields.".length)]
    : values[path];

/** The value that the database compares: an e-mail and a name as they are, a website as its domain. */
const searched = (key: MatchKey, value: unknown): string =>
  key.field === "website" ? key.fold(value) : String(value);
