// The records that a bulk operation, a group or an export is about: a list query or named ids, within what may be read.
import { type FieldError, notFound, validationFailed } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, nearest, Params, type RecordQuery, readQuery, resolveQuery } from "@/kernel/query";
import { type RecordType, recordTypes, whereOf } from "@/kernel/records";
import type { Selection } from "./schema";

export function typeNamed(name: string): RecordType {
  const type = recordTypes().find((one) => one.name === name || one.plural === name);
  if (type) return type;
  const near = nearest(
    name,
    recordTypes().map((one) => one.plural),
  );
  const error = notFound("record type");
  if (near) error.message = `No such record type. Did you mean "${near}"?`;
  throw error;
}

/** A list query as anyone may send it, checked and resolved inside the tenant. */
export async function queryOf(
  ctx: Ctx,
  type: RecordType,
  raw: Record<string, unknown>,
  at = "",
): Promise<RecordQuery> {
  const faults: FieldError[] = [];
  const query = readQuery(type, raw, [], faults);
  if (faults.length > 0)
    throw validationFailed(
      at ? faults.map((fault) => ({ ...fault, field: `${at}.${fault.field}` })) : faults,
    );
  return resolveQuery(ctx, type, query);
}

/** The condition of a selection over `t`; deleted records when they are to be restored. */
export async function selectionWhere(
  ctx: Ctx,
  type: RecordType,
  selection: Selection,
  params: Params,
  isDeleted: boolean,
): Promise<string> {
  const permission = `${type.resource}:read`;
  if ("query" in selection) {
    const query = await queryOf(ctx, type, selection.query, "selection.query");
    const where = whereOf(ctx, type, query, params, permission);
    return isDeleted ? where.replace("t.deleted_at is null", "t.deleted_at is not null") : where;
  }
  const faults = selection.ids.flatMap((id, i): FieldError[] =>
    parseId(type.prefix, id)
      ? []
      : [
          {
            field: `selection.ids.${i}`,
            code: "VALIDATION_ERROR",
            message: `${id} is not the id of a ${type.name}`,
          },
        ],
  );
  if (faults.length > 0) throw validationFailed(faults.slice(0, 20));
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const ids = selection.ids.map((id) => uuidOf(type.prefix, id));
  return `t.tenant_id = ${tenant} and t.deleted_at is ${isDeleted ? "not " : ""}null and t.id = any(${params.add(ids)}::uuid[])
    and ${compileScope(ctx.actor, permission, params, tenant, "t", type)}`;
}

/** The ids of the selection after `after`, in the order of ids, made before `madeBefore`. */
export async function selectedIds(
  ctx: Ctx,
  type: RecordType,
  selection: Selection,
  isDeleted: boolean,
  page: { after: string | null; limit: number; madeBefore: string },
): Promise<string[]> {
  const params = new Params();
  const where = await selectionWhere(ctx, type, selection, params, isDeleted);
  const after = page.after ? `and t.id > ${params.add(uuidOf(type.prefix, page.after))}::uuid` : "";
  const rows = await ctx.tx.query<{ id: string }>(
    `select t.id from ${type.tableName} t where ${where} ${after} and t.created_at <= ${params.add(page.madeBefore)}
     order by t.id limit ${page.limit}`,
    params.values,
  );
  return rows.map((row) => toPublicId(type.prefix, row.id));
}
