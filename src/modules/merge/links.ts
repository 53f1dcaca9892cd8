// What points to a record: every foreign key of the schema, found in the catalogue, so that a new table is moved by a
// merge without being named here, and the workspace's own record links. Each moved link is written to the journal.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { type RecordType, recordTypes } from "@/kernel/records";

export type Link = {
  /** `contacts.account_id`. */
  name: string;
  table: string;
  column: string;
  /** The column that tells the rows apart: the primary key without the tenant and the link itself. */
  rowKey: string;
  /** The type whose records hold the link; null for a table of mere links. */
  holder: RecordType | null;
  /** The key of the field, on the wire. */
  field: string | null;
  /** Whether the link can be left empty; false where the row would have no meaning without it. */
  isOptional: boolean;
  /** Columns that must be unique together with the link. */
  uniqueWith: string[][];
};

type Found = {
  table_name: string;
  column_name: string;
  is_optional: boolean;
  row_key: string | null;
  unique_with: string[][] | null;
};

/** Links that a merge does not move: what was, stays with the id it was about. */
const historical = new Set(["merges", "merged_records", "merge_links", "deal_stage_history"]);

/** The columns that refer to records of the type. */
export async function linksTo(ctx: Ctx, type: RecordType): Promise<Link[]> {
  const found = await ctx.tx.query<Found>(
    `select c.conrelid::regclass::text as table_name, a.attname::text as column_name, not a.attnotnull as is_optional,
       (select (array_agg(k.attname::text))[1] from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any(i.indkey)
         where i.indrelid = c.conrelid and i.indisprimary and k.attname not in ('tenant_id', a.attname)) as row_key,
       (select jsonb_agg(cols) from (select array_agg(k.attname::text) as cols from pg_index i
          join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any(i.indkey)
          where i.indrelid = c.conrelid and i.indisunique and a.attnum = any(i.indkey) and k.attname not in ('tenant_id', a.attname)
          group by i.indexrelid) u) as unique_with
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[array_length(c.conkey, 1)]
     where c.contype = 'f' and c.confrelid = $1::regclass order by 1, 2`,
    [type.tableName],
  );
  return found
    .filter((one) => one.row_key !== null && !historical.has(one.table_name))
    .map((one) => {
      const holder = recordTypes().find((candidate) => candidate.tableName === one.table_name) ?? null;
      return {
        name: `${one.table_name}.${one.column_name}`,
        table: one.table_name,
        column: one.column_name,
        rowKey: one.row_key!,
        holder,
        field: holder?.columns.find((column) => column.name === one.column_name)?.key ?? null,
        isOptional: one.is_optional,
        uniqueWith: one.unique_with ?? [],
      };
    });
}

export type CustomLink = {
  /** `contacts.customFields.sponsor`. */
  name: string;
  id: string;
  key: string;
  label: string;
  holder: RecordType;
  /** Whether only one record may hold a link to the same target. */
  isUnique: boolean;
  isDeleted: boolean;
};

/** The workspace's own fields that link to the type; those that were deleted too, as they may come back. */
export async function everyCustomLinkTo(ctx: Ctx, type: RecordType): Promise<CustomLink[]> {
  const rows = await ctx.tx.query<{
    id: string;
    key: string;
    label: string;
    record_type: string;
    is_unique: boolean;
    is_deleted: boolean;
  }>(
    `select id, key, label, record_type, is_unique, deleted_at is not null as is_deleted from custom_fields
     where tenant_id = $1 and kind = 'record' and target_type = $2 order by record_type, position, id`,
    [uuidOf("tenant", ctx.tenant.id), type.name],
  );
  return rows.flatMap(({ id, key, label, record_type, is_unique, is_deleted }) => {
    const holder = recordTypes().find((candidate) => candidate.name === record_type);
    const name = `${holder?.tableName}.customFields.${key}`;
    return holder ? [{ name, id, key, label, holder, isUnique: is_unique, isDeleted: is_deleted }] : [];
  });
}

/** Those that are there now. */
export const customLinksTo = async (ctx: Ctx, type: RecordType): Promise<CustomLink[]> =>
  (await everyCustomLinkTo(ctx, type)).filter((link) => !link.isDeleted);
