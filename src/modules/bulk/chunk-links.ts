import type { Wire } from "@/kernel/records";
import { fault, type Lookup } from "./check";
import { ChunkDecision, type Draft } from "./chunk-decision";
import { folded } from "./lookups";

export abstract class ChunkLinks extends ChunkDecision {
  /** Links among records of the same type: to this chunk, to what is there, or to a row that comes later. */
  protected linkWithinFile(): void {
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

  protected namesOfChunk(): Map<string, Draft> {
    return new Map(
      this.drafts
        .filter((draft) => !draft.row.isRejected)
        .map((draft) => [folded(String(draft.values.name ?? draft.existing?.record.name ?? "")), draft]),
    );
  }

  protected canLink({ target, text }: Lookup, inChunk: Map<string, Draft>): boolean {
    const name = folded(text);
    const found = this.referenced.get(target.path)?.get(text);
    const isThere = found !== undefined && found !== "none" && found !== "several";
    return isThere || inChunk.has(name) || (this.namesInFile.has(name) && !this.ownNames.has(name));
  }

  protected link(draft: Draft, { target, column, text }: Lookup, inChunk: Map<string, Draft>): void {
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

  /** Links between new records of this chunk, as far as they close no circle; what is left is linked at the end. */
  protected linkNew(): void {
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
}

function closesCircle(record: Wire, parent: Wire, field: string, byId: Map<unknown, Wire>): boolean {
  for (let at: Wire | undefined = parent; at; at = byId.get(at[field])) if (at.id === record.id) return true;
  return false;
}
