// One column of a list as SQL: a field, a part of an address, a custom field, or a field one relation away. Grouping,
// calculations and export read the same names that filters and columns use.
import { invalidField } from "@/kernel/errors";
import {
  addressPartLabels,
  addressParts,
  type FieldKind,
  type FieldOption,
  fromMinorUnits,
} from "@/kernel/fields";
import {
  type CustomField,
  customFieldsOf,
  isComputed,
  targetPrefix,
  unknownCustomField,
} from "@/kernel/fields/custom";
import { isListKind } from "@/kernel/fields/custom-value";
import { type IdPrefix, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { scopeOf } from "@/kernel/permissions";
import { customValue, heldWithin, nearest, type Params } from "@/kernel/query";
import type { RecordType } from "./define";
import { recordTypeNamed } from "./registry";
import { columnList, fromRow, type Wire } from "./rows";

export type Expression = {
  name: string;
  label: string;
  kind: FieldKind;
  /** The value as SQL over `t`; null when the field is made in our code (`compute`). */
  sql: string;
  prefix: IdPrefix | null;
  /** The currency of an amount, as SQL. */
  currency: string | null;
  /** Whether one record may have several values: tags, multi-selects. */
  isList: boolean;
  /** Whether `sql` is a column of a table, of the type that its kind has there. */
  isColumn: boolean;
  /** What may be chosen; none where anything may be written. */
  options: readonly FieldOption[];
  /** From what the database answers to the value on the wire. */
  read: (value: unknown, currency: string | null) => unknown;
};

const asStored = (value: unknown): unknown => value ?? null;

/** Makes expressions for one statement and gathers the joins that they need. */
export class Expressions {
  readonly joins: string[] = [];
  private readonly related = new Map<string, string>();
  private readonly tenant: string;

  constructor(
    private readonly ctx: Ctx,
    private readonly type: RecordType,
    private readonly params: Params,
    /** Values as the records hold them, lists as lists and texts in full: for export, not for comparing. */
    private readonly areWhole = false,
  ) {
    this.tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
    // Named once at least: a parameter that no statement uses has no type.
    this.joins.push(
      ` join (select ${this.tenant} as tenant_id) of_tenant on of_tenant.tenant_id = t.tenant_id`,
    );
  }

  /** Throws at `path` when there is no such column. */
  async of(name: string, path: string): Promise<Expression> {
    return this.ofType(this.type, "t", name, name, path);
  }

  private async ofType(
    type: RecordType,
    alias: string,
    name: string,
    whole: string,
    path: string,
    isRelated = false,
  ): Promise<Expression> {
    if (name.startsWith("customFields."))
      return this.custom(type, alias, name.slice(13), whole, path, isRelated);
    const [first = "", ...rest] = name.split(".");
    const f = type.fields[first as keyof typeof type.fields];
    if (
      f?.kind === "address" &&
      rest.length === 1 &&
      (addressParts as readonly string[]).includes(rest[0]!)
    ) {
      const column = type.columns.find((one) => one.key === first && one.part === rest[0])!;
      const label = `${f.label}: ${addressPartLabels[rest[0] as (typeof addressParts)[number]].toLowerCase()}`;
      return { ...this.plain(whole, label, "text", `${alias}."${column.name}"`), isColumn: true };
    }
    if (f && rest.length === 0 && first !== "customFields" && f.kind !== "address") {
      const column = type.columns.find((one) => one.key === first)!;
      const money = column.currencyField && type.columns.find((one) => one.key === column.currencyField)!;
      return {
        ...this.plain(whole, f.label, f.kind, `${alias}."${column.name}"`),
        prefix: column.prefix,
        currency: money ? `${alias}."${money.name}"` : null,
        isList: isListKind(f.kind),
        isColumn: true,
        options: f.options ?? [],
        read: readerOf(f.kind, column.prefix),
      };
    }
    if (rest.length > 0 && !isRelated) {
      const relation = await this.relation(first, rest.join("."), whole, path);
      if (relation) return relation;
    }
    const computed = rest.length === 0 ? this.inOurCode(type, alias, first, whole) : undefined;
    if (computed) return computed;
    const near = nearest(first, [
      ...Object.keys(type.fields),
      ...Object.keys(type.relations),
      ...Object.keys(type.computed),
    ]);
    throw invalidField(
      path,
      `Unknown field "${whole}"${near ? `. Did you mean "${near}"?` : ""}`,
      "UNKNOWN_FIELD",
    );
  }

  private plain(name: string, label: string, kind: FieldKind, sql: string): Expression {
    return {
      name,
      label,
      kind,
      sql,
      prefix: null,
      currency: null,
      isList: false,
      isColumn: false,
      options: [],
      read: asStored,
    };
  }

  private async custom(
    type: RecordType,
    alias: string,
    asked: string,
    whole: string,
    path: string,
    isRelated: boolean,
  ): Promise<Expression> {
    const known = await customFieldsOf(this.ctx, type.name);
    const [key, ...rest] = asked.split(".");
    const f = known.find((one) => one.key === key);
    const isLink = f?.kind === "user" || f?.kind === "record";
    if (!f || (rest.length > 0 && (isRelated || !isLink)))
      throw invalidField(path, unknownCustomField(path, asked, known).message, "UNKNOWN_FIELD");
    if (rest.length > 0) {
      const id = `right(${alias}.custom_fields ->> ${this.params.add(f.key)}::text, 32)::uuid`;
      const name = `customFields.${f.key}`;
      const to = f.kind === "record" ? recordTypeNamed(f.targetType!)! : null;
      return to
        ? this.ofRecord(name, to, f.label, id, rest.join("."), whole, path)
        : this.ofPerson(name, f.label, id, rest.join("."), whole, path);
    }
    const prefix = targetPrefix(f) ?? null;
    const base = {
      ...this.plain(whole, f.label, f.kind, ""),
      prefix,
      currency: f.currency ? `'${f.currency}'::text` : null,
      options: f.options ?? [],
    };
    if (this.areWhole && !isComputed(f)) {
      const sql = `${alias}.custom_fields -> ${this.params.add(f.key)}::text`;
      return { ...base, sql, isList: isListKind(f.kind) };
    }
    if (f.kind === "longText")
      return { ...base, sql: `${alias}.custom_fields ->> ${this.params.add(f.key)}::text` };
    return {
      ...base,
      sql: this.customSql(type, alias, f),
      isList: isListKind(f.kind),
      read: customReader(f, prefix),
    };
  }

  private customSql(type: RecordType, alias: string, f: CustomField): string {
    const { expression, join } = customValue(
      type,
      f,
      this.params,
      this.tenant,
      alias,
      `v${this.joins.length}`,
    );
    if (join) this.joins.push(join);
    return expression;
  }

  /** `account.name`, `owner.email`: what the actor may not read is empty. */
  private async relation(
    name: string,
    rest: string,
    whole: string,
    path: string,
  ): Promise<Expression | undefined> {
    const person = Object.entries(this.type.fields).find(([, f]) => f.kind === "user" && f.relation === name);
    const columnOf = (key: string) => `t."${this.type.columns.find((one) => one.key === key)!.name}"`;
    if (person) return this.ofPerson(name, person[1].label, columnOf(person[0]), rest, whole, path);
    const relation = this.type.relations[name];
    if (!relation) return undefined;
    const to = relation.to();
    // Called as the field is: an account's parent is not the account.
    const label = this.type.fields[relation.field as keyof typeof this.type.fields]?.label ?? to.label;
    return this.ofRecord(name, to, label, columnOf(relation.field), rest, whole, path);
  }

  /** `id` is SQL, as in `ofRecord`. */
  private ofPerson(
    name: string,
    label: string,
    id: string,
    rest: string,
    whole: string,
    path: string,
  ): Expression {
    if (!["name", "email", "title"].includes(rest))
      throw invalidField(path, `${name} has name, email and title, not "${rest}"`, "UNKNOWN_FIELD");
    const alias = this.join(
      name,
      (as) => `users ${as} on ${as}.tenant_id = ${this.tenant} and ${as}.id = ${id}`,
    );
    return { ...this.plain(whole, `${label}: ${rest}`, "text", `${alias}.${rest}`), isColumn: true };
  }

  private async ofRecord(
    name: string,
    to: RecordType,
    label: string,
    id: string,
    rest: string,
    whole: string,
    path: string,
  ): Promise<Expression> {
    const scope = scopeOf(this.ctx.actor, `${to.resource}:read`);
    const alias = this.join(name, (as) => {
      const readable = scope ? heldWithin(scope, this.ctx.actor, this.params, this.tenant, as, to) : "false";
      return `${to.tableName} ${as} on ${as}.tenant_id = ${this.tenant} and ${as}.id = ${id} and ${as}.deleted_at is null and ${readable}`;
    });
    const found = await this.ofType(to, alias, rest, whole, path, true);
    return { ...found, label: `${label}: ${found.label}` };
  }

  private join(name: string, on: (alias: string) => string): string {
    const known = this.related.get(name);
    if (known) return known;
    const alias = `j${this.joins.length}`;
    this.related.set(name, alias);
    this.joins.push(` left join ${on(alias)}`);
    return alias;
  }

  /** `fullName`, and `name` of a type without such a field: from the whole row, as the product shows it. */
  private inOurCode(type: RecordType, alias: string, key: string, whole: string): Expression | undefined {
    const computed = type.computed[key];
    if (!computed && key !== "name") return undefined;
    const columns = columnList(type, `${alias}.`);
    const names = type.columns.map((column) => `'${column.name}'`);
    // In slices: a function takes at most 100 arguments.
    const pairs = columns.split(",").map((column, i) => `${names[i]}, ${column}`);
    const slices: string[] = [];
    for (let at = 0; at < pairs.length; at += 40)
      slices.push(`jsonb_build_object(${pairs.slice(at, at + 40).join(", ")})`);
    return {
      ...this.plain(
        whole,
        computed?.schema.meta()?.title ?? (key === "name" ? "Name" : key),
        "text",
        `case when ${alias}.id is not null then ${slices.join(" || ")} end`,
      ),
      read: (row) => {
        if (!row) return null;
        const record = fromRow(type, row as Wire);
        return computed ? computed.compute(record) : type.displayName(record);
      },
    };
  }
}

const readerOf = (kind: FieldKind, prefix: IdPrefix | null): Expression["read"] => {
  if (prefix)
    return (value) => (value === null || value === undefined ? null : toPublicId(prefix, value as string));
  if (kind === "money")
    return (value, currency) =>
      value === null || value === undefined ? null : fromMinorUnits(Number(value), currency ?? "");
  return asStored;
};

const customReader = (f: CustomField, prefix: IdPrefix | null): Expression["read"] =>
  // A custom amount has two decimals whatever its currency.
  f.kind === "money"
    ? (value) => (value === null || value === undefined ? null : Number(value) / 100)
    : readerOf(f.kind, prefix);
