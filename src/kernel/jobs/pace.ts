// How much of a long job goes into one transaction: as much as takes a fraction of a second on this machine, now. A long
// transaction holds back everybody's events and the locks of its records; a short one spends its time on commits.
const aimMs = 400;

export class Pace {
  private rows: number;

  constructor(
    private readonly least: number,
    private readonly most: number,
  ) {
    this.rows = Math.round(Math.sqrt(least * most));
  }

  /** How many the next transaction takes. */
  get next(): number {
    return this.rows;
  }

  /** So long did so many take. Slower at once, faster by and by: one quick transaction may have had little to do. */
  took(rows: number, ms: number): void {
    if (rows === 0) return;
    const fitting = (rows * aimMs) / Math.max(ms, 1);
    const wanted = Math.min(fitting, this.rows * 1.5);
    this.rows = Math.round(Math.min(this.most, Math.max(this.least, wanted)));
  }

  /** Does the work of one transaction and learns how long so many take. */
  async of<T>(rows: number, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const result = await work();
    this.took(rows, performance.now() - begun);
    return result;
  }
}
