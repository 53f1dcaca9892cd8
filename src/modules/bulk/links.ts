// The links between records of one file that could not be made while its rows came in: made at the end, in small
// transactions, each link leaving the list with the change that makes it.
import { AppError } from "@/kernel/errors";
import { type EventDefinition, eventRegistry } from "@/kernel/events/define";
import { newUuid, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { applyPatch, computedOf, diffOf, type RecordType, updateRow, type Wire } from "@/kernel/records";
import { type Plan, type Problem, problemOf } from "./check";
import type { PendingLink } from "./chunk";
import { type Found, findExisting, findReferenced } from "./lookups";

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

export function storeLinks(ctx: Ctx, type: RecordType, jobId: string, links: PendingLink[]): void {
  if (links.length === 0) return;
  ctx.tx.send(
    `insert into import_links (tenant_id, job_id, id, row, line, "column", record_type, field, record_id, value)
     select $1, $2, l.id, l.row, l.line, l.col, $10, l.field, l.record_id, l.value
     from unnest($3::uuid[], $4::int[], $5::int[], $6::text[], $7::text[], $8::uuid[], $9::text[])
       as l(id, row, line, col, field, record_id, value)`,
    [
      tenantOf(ctx),
      uuidOf("job", jobId),
      links.map(() => newUuid()),
      links.map((l) => l.row),
      links.map((l) => l.line),
      links.map((l) => l.column),
      links.map((l) => l.field),
      links.map((l) => uuidOf(type.prefix, l.recordId)),
      links.map((l) => l.value),
      type.name,
    ],
  );
}

type LinkRow = {
  id: string;
  row: number;
  line: number | null;
  column: string;
  field: string;
  record_id: string;
  value: string;
};

/** Makes up to `most` of the links that are left. Answers how many it took and what was wrong. */
export async function makeLinks(
  ctx: Ctx,
  plan: Plan,
  jobId: string,
  most: number,
): Promise<{ taken: number; problems: Problem[] }> {
  const { type } = plan;
  const links = await ctx.tx.query<LinkRow>(
    `delete from import_links where tenant_id = $1 and id in (
       select id from import_links where tenant_id = $1 and job_id = $2 and record_type = $3 order by id limit ${most})
     returning id, row, line, "column", field, record_id, value`,
    [tenantOf(ctx), uuidOf("job", jobId), type.name],
  );
  const problems: Problem[] = [];
  const records = await findExisting(
    ctx,
    type,
    { column: "t.id", key: "k.value" },
    links.map((link) => link.record_id),
    "uuid",
  );
  for (const [field, ofField] of byField(links)) {
    const target = plan.mapped.find(({ target }) => target.key === field && !target.isCustom)?.target;
    if (!target) continue;
    const found = await findReferenced(ctx, target, [...new Set(ofField.map((link) => link.value))], {
      newestWins: true,
    });
    const above = await ancestors(ctx, type, field, [...found.values()]);
    for (const link of ofField.sort((a, b) => a.row - b.row)) {
      const existing = records.get(link.record_id);
      const parent = found.get(link.value);
      const warn = (code: string, message: string) => {
        const about = { column: link.column, target, severity: "warning" as const, value: link.value };
        problems.push(problemOf(link, about, code, message));
      };
      if (!existing || !parent || parent === "none" || parent === "several") {
        warn("NOT_FOUND", `The row for "${link.value}" was not imported; the link was left out`);
        continue;
      }
      const id = existing.record.id as string;
      if (isAbove(above, id, parent)) {
        warn("CIRCLE", `"${link.value}" is already below this record; the link was left out`);
        continue;
      }
      try {
        existing.record = await setLink(ctx, type, existing.record, field, parent);
        above.set(id, parent);
      } catch (error) {
        if (!(error instanceof AppError) || error.status >= 500) throw error;
        warn(error.code, `${error.message}; the link was left out`);
      }
    }
  }
  return { taken: links.length, problems };
}

function byField(links: LinkRow[]): Map<string, LinkRow[]> {
  const grouped = new Map<string, LinkRow[]>();
  for (const link of links) grouped.set(link.field, [...(grouped.get(link.field) ?? []), link]);
  return grouped;
}

/** For these records and all above them, which record is directly above. */
async function ancestors(
  ctx: Ctx,
  type: RecordType,
  field: string,
  found: Found[],
): Promise<Map<string, string>> {
  const column = type.columns.find((c) => c.key === field)!.name;
  const ids = found.flatMap((one) => parseId(type.prefix, one) ?? []);
  const rows = await ctx.tx.query<{ id: string; above: string }>(
    `with recursive up as (
       select t.id, t.${column} as above from ${type.tableName} t where t.tenant_id = $1 and t.id = any($2::uuid[])
       union
       select t.id, t.${column} from up join ${type.tableName} t on t.tenant_id = $1 and t.id = up.above)
     select id, above from up where above is not null`,
    [tenantOf(ctx), ids],
  );
  return new Map(rows.map((row) => [toPublicId(type.prefix, row.id), toPublicId(type.prefix, row.above)]));
}

/** Whether `id` is `parent` or above it. */
function isAbove(above: ReadonlyMap<string, string>, id: string, parent: string): boolean {
  for (let at: string | undefined = parent; at; at = above.get(at)) if (at === id) return true;
  return false;
}

/** The parent was found a moment ago and no cycle comes of it: a type without rules needs no further look. */
async function setLink(
  ctx: Ctx,
  type: RecordType,
  record: Wire,
  field: string,
  parent: string,
): Promise<Wire> {
  const event = eventRegistry.get(`${type.name}.updated`) as EventDefinition<Wire>;
  if (type.rules) return applyPatch(ctx, type, record, { [field]: parent }, event);
  const { before, after } = diffOf(type, record, { [field]: parent });
  if (Object.keys(after).length === 0) return record;
  const version = (record.version as number) + 1;
  const next: Wire = { ...record, ...after, updatedAt: ctx.now, updatedBy: ctx.actor.userId, version };
  updateRow(ctx, type, next, [field, "updatedAt", "updatedBy", "version"]);
  computedOf(type, next);
  const about = { recordType: type.name, recordId: next.id as string };
  ctx.record({ ...about, action: "updated", before, after });
  const ownerId = next.ownerId as string | null;
  ctx.emit(event, { ...about, ownerId }, { [type.name]: next, changes: { before, after } });
  return next;
}

export function storeProblems(ctx: Ctx, jobId: string, problems: Problem[]): void {
  if (problems.length === 0) return;
  ctx.tx.send(
    `insert into import_problems (tenant_id, job_id, id, row, line, "column", field, severity, code, message, value)
     select $1, $2, p.id, p.row, p.line, p.col, p.field, p.severity, p.code, p.message, p.value
     from unnest($3::uuid[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
       as p(id, row, line, col, field, severity, code, message, value)`,
    [
      tenantOf(ctx),
      uuidOf("job", jobId),
      problems.map(() => newUuid()),
      problems.map((p) => p.row),
      problems.map((p) => p.line),
      problems.map((p) => p.column),
      problems.map((p) => p.field),
      problems.map((p) => p.severity),
      problems.map((p) => p.code),
      problems.map((p) => p.message),
      problems.map((p) => p.value),
    ],
  );
}
