// Notes, in the transaction of the write, which records may stand elsewhere in an order that is kept by a field:
// a part of the triggers on every table of records. A workspace without such orders pays for one look at an empty table.

/** Named instead of a record: so many changed that the order is of no more use. */
export const everyRecord = "00000000-0000-0000-0000-000000000000";

/** More changes than this are not worth keeping apart: the order is built anew when it is next asked for. */
export const mostNoted = 10_000;

type Statement = "inserted" | "updated" | "deleted";

/** The variables that `noteChanges` uses. */
export const noteVariables = "declare o record; noted bigint;";

// `except all` compares rows as a whole, and reads both sides once: see `valueSyncSql` on joins.
const changedRows: Record<Statement, string> = {
  inserted: "select %1$I as record from new_rows where tenant_id = $1",
  updated: `select record from (
      (select %1$I as record, id%2$s from new_rows where tenant_id = $1
       except all select %1$I, id%2$s from old_rows where tenant_id = $1)
      union all
      (select %1$I, id%2$s from old_rows where tenant_id = $1
       except all select %1$I, id%2$s from new_rows where tenant_id = $1)) r`,
  deleted: "select %1$I as record from old_rows where tenant_id = $1",
};

/** For the body of a trigger function with transition tables. Inserts alone: no writer waits for another here. */
export const noteChanges = (schema: string, statement: Statement): string => `
  if exists (select 1 from ${schema}.kept_order_reads k where k.table_name = tg_table_name) then
    for o in
      select k.tenant_id, k.order_id, k.link,
        coalesce((select string_agg(format(', %I', c), '') from unnest(k.columns) c), '')
          || coalesce((select string_agg(format(', custom_fields -> %L', c), '') from unnest(k.keys) c), '') as watched
      from ${schema}.kept_order_reads k
      where k.table_name = tg_table_name and not exists (select 1 from ${schema}.kept_order_changes c
        where c.tenant_id = k.tenant_id and c.order_id = k.order_id and c.record_id = '${everyRecord}')
    loop
      execute format($note$
        insert into ${schema}.kept_order_changes (tenant_id, order_id, record_id, mark)
        select $1, $2, d.record, gen_random_uuid() from (
          select distinct x.record from (${changedRows[statement]}) x where x.record is not null limit ${mostNoted + 1}) d
        $note$, o.link, o.watched) using o.tenant_id, o.order_id;
      get diagnostics noted = row_count;
      if noted > 100 then
        select count(*) into noted from (select 1 from ${schema}.kept_order_changes c
          where c.tenant_id = o.tenant_id and c.order_id = o.order_id limit ${mostNoted + 1}) n;
      end if;
      if noted > ${mostNoted} then
        insert into ${schema}.kept_order_changes (tenant_id, order_id, record_id, mark)
          values (o.tenant_id, o.order_id, '${everyRecord}', gen_random_uuid());
      end if;
    end loop;
  end if;`;
