// What the rows of a plan that were looked at so far will make, by what later rows call it. Kept in the database and
// asked for by key, so that a plan of a million rows takes no more memory than one of a thousand.
import { createHash } from "node:crypto";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { RecordType } from "@/kernel/records";
import { arrayOfWords } from "@/platform/database/array-text";

/** A new record of an earlier row that was only planned: the database does not have it. */
export type Planned = { row: number; id: string; name: string };

/** By match key and value (`email:ada@example.com`, `name:ada`). */
export type PlannedByKey = ReadonlyMap<string, Planned>;

type OfType = Pick<RecordType, "name" | "prefix">;

/** Of any length, and only ever compared: the first half of its SHA-256. */
const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex").slice(0, 32);

export class Announced {
  /** What was announced since the last `store`. */
  private readonly fresh = new Map<string, { type: OfType; byKey: Map<string, Planned> }>();

  /** Without an import nothing is stored: for a single row, of which all is known that it needs. */
  constructor(private readonly importId: string | null = null) {}

  put(type: OfType, key: string, planned: Planned): void {
    const of = this.fresh.get(type.name) ?? { type, byKey: new Map() };
    this.fresh.set(type.name, of);
    of.byKey.set(key, planned);
  }

  /** Those of the keys that rows before have announced; the last one where several have. */
  async find(ctx: Ctx, type: OfType, keys: Iterable<string>): Promise<PlannedByKey> {
    const found = new Map<string, Planned>();
    const byHash = new Map([...keys].map((key) => [hashOf(key), key]));
    if (byHash.size === 0) return found;
    if (this.importId) {
      const rows = await ctx.tx.query<{ key: string; row: number; record_id: string; name: string }>(
        `select replace(key::text, '-', '') as key, row, record_id, name from import_keys
         where tenant_id = $1 and import_id = $2 and record_type = $3 and key = any($4::uuid[])`,
        [...this.ids(ctx), type.name, arrayOfWords([...byHash.keys()])],
      );
      for (const { key, row, record_id, name } of rows)
        found.set(byHash.get(key)!, { row, id: toPublicId(type.prefix, record_id), name });
    }
    const fresh = this.fresh.get(type.name)?.byKey;
    if (fresh) {
      for (const key of byHash.values()) {
        const one = fresh.get(key);
        if (one) found.set(key, one);
      }
    }
    return found;
  }

  /** Names among which a misspelt one may be meant. */
  async names(ctx: Ctx, type: OfType, most: number): Promise<string[]> {
    const names = [...(this.fresh.get(type.name)?.byKey ?? [])].flatMap(([key, { name }]) =>
      key.startsWith("name:") ? name : [],
    );
    if (!this.importId) return names.slice(0, most);
    const rows = await ctx.tx.query<{ name: string }>(
      `select name from import_keys where tenant_id = $1 and import_id = $2 and record_type = $3 and is_name limit ${most}`,
      [...this.ids(ctx), type.name],
    );
    return [...names, ...rows.map(({ name }) => name)].slice(0, most);
  }

  /** Keeps what this chunk has announced. */
  store(ctx: Ctx): void {
    for (const { type, byKey } of this.fresh.values()) {
      const entries = [...byKey];
      if (entries.length === 0 || !this.importId) continue;
      ctx.tx.send(
        `insert into import_keys (tenant_id, import_id, record_type, key, row, record_id, name, is_name)
         select $1, $2, $3, k.key, k.row, k.record_id, k.name, k.is_name
         from unnest($4::uuid[], $5::int[], $6::uuid[], $7::text[], $8::boolean[]) as k(key, row, record_id, name, is_name)
         on conflict (tenant_id, import_id, record_type, key) do update
           set row = excluded.row, record_id = excluded.record_id, name = excluded.name, is_name = excluded.is_name`,
        [
          ...this.ids(ctx),
          type.name,
          arrayOfWords(entries.map(([key]) => hashOf(key))),
          entries.map(([, { row }]) => row),
          arrayOfWords(entries.map(([, { id }]) => uuidOf(type.prefix, id))),
          entries.map(([, { name }]) => name),
          entries.map(([key]) => key.startsWith("name:")),
        ],
      );
    }
    this.fresh.clear();
  }

  /** Once all rows were looked at, and before they are looked at anew. */
  forget(ctx: Ctx): void {
    this.fresh.clear();
    if (!this.importId) return;
    ctx.tx.send("delete from import_keys where tenant_id = $1 and import_id = $2", this.ids(ctx));
  }

  private ids(ctx: Ctx): [string, string] {
    return [uuidOf("tenant", ctx.tenant.id), uuidOf("import", this.importId ?? "")];
  }
}
