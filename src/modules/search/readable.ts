// The records of one type that the actor may read, in the pieces that a search asks for: each is one walk of one index,
// however few of a large workspace's records they are.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { type Scope, scopeOf } from "@/kernel/permissions";
import { heldWithin, ownedWithin, type Params, peopleWithin } from "@/kernel/query/compile";
import type { RecordType } from "@/kernel/records";

const leastOfEach = 20;

export class Readable {
  private readonly tenant: string;
  private readonly scope: Scope;
  /** The tenant's, not deleted. */
  readonly live: string;

  constructor(
    private readonly ctx: Ctx,
    private readonly type: RecordType,
    private readonly params: Params,
  ) {
    this.tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
    this.scope = scopeOf(ctx.actor, `${type.resource}:read`) ?? "own";
    this.live = `t.tenant_id = ${this.tenant} and t.deleted_at is null`;
  }

  static isAll(ctx: Ctx, type: RecordType): boolean {
    return scopeOf(ctx.actor, `${type.resource}:read`) === "tenant";
  }

  /** What the actor may read, as one condition. */
  get any(): string {
    return heldWithin(this.scope, this.ctx.actor, this.params, this.tenant, "t", this.type);
  }

  /** The same as conditions that each have an index: owned, or shared with. A record may meet both. */
  get ways(): string[] {
    const owned = ownedWithin(this.scope, this.ctx.actor, this.params, this.tenant, "t.owner_id");
    const shared = this.shared();
    return shared ? [owned, shared] : [owned];
  }

  private shared(): string | null {
    const through = this.type.sharedThrough;
    if (!through || this.scope === "tenant") return null;
    const people = peopleWithin(this.scope, this.ctx.actor, this.params, this.tenant);
    return `t.id in (select s.${through.recordColumn} from ${through.table} s
      where s.tenant_id = ${this.tenant} and s.${through.userColumn} in (${people}))`;
  }

  /** The newest of them, as a `select`: of a group of people the newest of each. */
  newest(count: number): string {
    const { tableName } = this.type;
    if (this.scope === "tenant")
      return `select * from ${tableName} t where ${this.live} order by t.created_at desc limit ${count}`;
    const { people, share } = this.shares(this.scope, count);
    const owned = `select t.* from (${people}) p cross join lateral (
      select * from ${tableName} t where ${this.live} and t.owner_id = p.id order by t.created_at desc limit ${share}) t`;
    const shared = this.shared();
    return shared
      ? `(${owned}) union all (select * from ${tableName} t where ${this.live} and ${shared} limit ${count})`
      : owned;
  }

  /** Whether `newest(count)` are all of them, as a condition. */
  isAllAmongNewest(count: number): string {
    const { tableName } = this.type;
    const further = (which: string, by: string, passed: string | number) =>
      `exists (select 1 from ${tableName} t where ${this.live}${which}${by} offset ${passed} limit 1)`;
    if (this.scope === "tenant") return `not ${further("", " order by t.created_at desc", count)}`;
    const { people, share } = this.shares(this.scope, count);
    const ofOne = further(" and t.owner_id = p.id", " order by t.created_at desc", share);
    const shared = this.shared();
    return `not exists (select 1 from (${people}) p where ${ofOne})${
      shared ? ` and not ${further(` and ${shared}`, "", count)}` : ""
    }`;
  }

  /** The people, and how many records of each are looked at. */
  private shares(scope: Exclude<Scope, "tenant">, count: number): { people: string; share: string | number } {
    const people = peopleWithin(scope, this.ctx.actor, this.params, this.tenant);
    const each = `(select greatest(${leastOfEach}, ${count} / greatest(count(*), 1)) from (${people}) c)`;
    return { people, share: scope === "own" ? count : each };
  }
}
