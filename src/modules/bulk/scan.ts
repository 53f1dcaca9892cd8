// What must be known of the whole file before its first row goes in: how many rows there are, which names they bear, how
// its columns write numbers and dates, and which values look misspelt.
import type { Plan } from "./check";
import { isBlank } from "./check";
import type { SourceRow } from "./decode";
import { FormatEvidence } from "./formats";
import { misspellings, mostWords } from "./known-values";
import { folded } from "./lookups";
import { NameSet } from "./name-set";

export type Scan = {
  total: number;
  /** For each plan, the folded names of its rows, where rows may name each other. */
  names: NameSet[];
  /** All rows, where the file is small enough to keep them. */
  rows: SourceRow[] | null;
};

/** Where at most every fourth row leaves a link empty, an empty one is worth a look. */
const usuallyFilled = 0.25;
const fewRows = 20;
const mostNameLength = 1000;
const numberKinds = ["integer", "number", "money"];

class PlanScan {
  readonly names = new NameSet();
  private readonly nameColumn: number | undefined;
  private readonly words: Map<number, Map<string, number>>;
  /** Columns that name other records: how many rows leave them empty. */
  private readonly empty: Map<number, number>;
  private total = 0;
  private readonly evidence = new Map<number, { isDate: boolean; found: FormatEvidence }>();

  constructor(readonly plan: Plan) {
    const isLinking = plan.mapped.some(
      ({ target }) => target.prefix === plan.type.prefix && target.kind === "record",
    );
    this.nameColumn = isLinking ? plan.mapped.find(({ target }) => target.path === "name")?.index : undefined;
    const texts = plan.mapped.filter(
      ({ target }) => target.kind === "text" && !target.isPersonal && target.path !== "name",
    );
    const links = plan.mapped.filter(
      ({ target }) => target.kind === "record" && target.path !== "id" && target.prefix !== plan.type.prefix,
    );
    this.empty = new Map(links.map(({ index }) => [index, 0]));
    this.words = new Map(texts.map(({ index }) => [index, new Map()]));
    for (const { index, target, format } of plan.mapped) {
      const isDate = target.kind === "date" || target.kind === "dateTime";
      const isNumber = numberKinds.includes(target.kind);
      const isMoment = target.kind === "dateTime" && format?.timeZone === undefined;
      if ((isDate && !format?.date) || isMoment || (isNumber && !format?.number))
        this.evidence.set(index, { isDate, found: new FormatEvidence() });
    }
  }

  row(row: SourceRow): void {
    this.total += 1;
    for (const [index, n] of this.empty) if (isBlank(row.cells[index])) this.empty.set(index, n + 1);
    if (this.nameColumn !== undefined)
      this.names.add(folded(String(row.cells[this.nameColumn] ?? "").slice(0, mostNameLength)));
    for (const [index, { isDate, found }] of this.evidence) {
      const cell = row.cells[index];
      if (typeof cell !== "string") continue;
      if (isDate) found.date(cell);
      else if (cell.length < 60) found.number(cell);
    }
    for (const [index, words] of this.words) {
      const cell = row.cells[index];
      if (typeof cell !== "string" || cell.trim() === "" || cell.length > 200) continue;
      const word = cell.trim();
      words.set(word, (words.get(word) ?? 0) + 1);
      if (words.size > mostWords * 4) this.words.delete(index);
    }
  }

  finish(): void {
    const { plan } = this;
    for (const mapped of plan.mapped) {
      const seen = this.evidence.get(mapped.index)?.found;
      if (!seen) continue;
      const { target, format } = mapped;
      const isDate = target.kind === "date" || target.kind === "dateTime";
      mapped.format = isDate
        ? { ...format, date: format?.date ?? seen.dateFormat }
        : { ...format, number: format?.number ?? seen.numberFormat };
      // Settled once, when it is planned: a cell that is corrected later must not move the others.
      if (target.kind === "dateTime" && format?.timeZone === undefined && plan.timeZone)
        mapped.format.timeZone = seen.hasLocalTimes ? plan.timeZone : null;
    }
    const isUsual = (n: number) => this.total >= fewRows && n <= this.total * usuallyFilled;
    plan.usual = new Set([...this.empty].flatMap(([index, n]) => (isUsual(n) ? [index] : [])));
    const misspelt = new Map<number, Map<string, string>>();
    for (const { index, target } of plan.mapped) {
      const words = this.words.get(index);
      if (words) misspelt.set(index, misspellings(target.path, words));
    }
    plan.misspelt = misspelt;
  }
}

/** Reads all rows once; what it finds out about columns it writes into the plans. */
export async function scanRows(
  rows: AsyncIterable<SourceRow>,
  plans: readonly Plan[],
  isKept: boolean,
  check: () => void,
): Promise<Scan> {
  const scans = plans.map((plan) => new PlanScan(plan));
  const scan: Scan = { total: 0, names: scans.map((one) => one.names), rows: isKept ? [] : null };
  for await (const row of rows) {
    scan.total += 1;
    scan.rows?.push(row);
    if (scan.total % 5000 === 0) check();
    if (!row.fault) for (const one of scans) if (isOfFile(one.plan, row)) one.row(row);
  }
  for (const one of scans) one.finish();
  return scan;
}

const isOfFile = (plan: Plan, row: SourceRow): boolean => (plan.file ?? 0) === (row.file ?? 0);

/** Whether the row has anything for this plan; with one target in its file every row is meant for it. */
export const isForPlan = (plan: Plan, plans: readonly Plan[], row: SourceRow): boolean =>
  isOfFile(plan, row) &&
  (row.fault !== null ||
    plans.filter((one) => isOfFile(one, row)).length === 1 ||
    plan.mapped.some(({ index }) => !isBlank(row.cells[index])));
