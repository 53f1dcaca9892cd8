// The names of all rows of a file, of which only one thing is ever asked: whether one is among them. Eight bytes for
// each, whatever its length, so that a million rows take no more than a photograph.
import { createHash } from "node:crypto";

/** 48 bits: among a million names one in three hundred million is taken for another. */
const hashOf = (name: string): number => createHash("sha1").update(name).digest().readUIntBE(0, 6);

export class NameSet {
  private hashes = new Float64Array(1024);
  private size = 0;
  private isSorted = true;

  add(name: string): void {
    if (this.size === this.hashes.length) {
      const larger = new Float64Array(this.size * 2);
      larger.set(this.hashes);
      this.hashes = larger;
    }
    this.hashes[this.size++] = hashOf(name);
    this.isSorted = false;
  }

  has(name: string): boolean {
    const sorted = this.hashes.subarray(0, this.size);
    if (!this.isSorted) sorted.sort();
    this.isSorted = true;
    const wanted = hashOf(name);
    let [from, to] = [0, this.size];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (sorted[middle]! < wanted) from = middle + 1;
      else to = middle;
    }
    return sorted[from] === wanted;
  }
}

/** What a chunk needs of it. */
export type Names = Pick<NameSet, "has">;
