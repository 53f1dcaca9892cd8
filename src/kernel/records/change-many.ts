// Many records changed at once, each in its own way, held to everything that a single change is held to: custom
// fields, the type's rules, owner, links, money. What is refused is answered with its reason and stops nothing else.
import { AppError } from "@/kernel/errors";
import { checkCustomFields } from "@/kernel/fields/custom";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import type { RecordType } from "./define";
import { type Changed, type Patched, writeMany } from "./many";
import { recordTypeOfId } from "./registry";
import type { Wire } from "./rows";
import { checkMoney, type RecordWrite } from "./rules";
import { checkOwner, diffOf, missingReferences, withoutNulls } from "./store";

export type Refusal = { current: Wire; error: AppError };
/** What would be written, once everything that a single change is held to has had its say. */
export type Draft = Changed & { write: RecordWrite };
/** Records in neither list are as asked for already. */
export type Drafted = { drafts: Draft[]; refused: Refusal[] };
/** `changed` are the records that differ now, as they are now; the others were as asked for already. */
export type ChangedMany = { changed: Wire[]; refused: Refusal[] };
/** `areCustomFieldsChecked`: those in the patches have been, once for all records. */
type Options = { areCustomFieldsChecked?: boolean };

/**
 * What patches of these records come to and which are refused, without writing anything: a preview and the change itself
 * both ask here, so they cannot disagree. Custom fields in a patch are merged key by key.
 */
export async function draftMany(
  ctx: Ctx,
  type: RecordType,
  patched: Patched[],
  options: Options = {},
): Promise<Drafted> {
  const refused: Refusal[] = [];
  const orRefuse = async (current: Wire, work: () => Promise<Draft | null>): Promise<Draft | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      refused.push({ current, error });
      return null;
    }
  };
  // Asked for together, the questions of a thousand records travel together.
  const completedOnes = (
    await Promise.all(
      patched.map(({ current, patch }) =>
        orRefuse(current, () => completed(ctx, type, current, patch, options)),
      ),
    )
  ).filter((draft) => draft !== null);
  const mayHave = ownersAllowed(ctx, type);
  const missing = await missingIn(ctx, type, completedOnes);
  const drafts = (
    await Promise.all(
      completedOnes.map((draft) =>
        orRefuse(draft.current, async () => {
          const { current, after, write } = draft;
          if ("ownerId" in after && !type.rules?.mayGive?.(write)) await mayHave(after.ownerId);
          const lost = Object.keys(after).filter((key) => missing.get(key)?.has(after[key] as string));
          if (lost.length > 0) throw missingReferences(type, lost);
          checkMoney(type, { ...current, ...after }, Object.keys(after));
          return draft;
        }),
      ),
    )
  ).filter((draft) => draft !== null);
  return { drafts, refused };
}

/** Applies patches to locked records. */
export async function changeMany(
  ctx: Ctx,
  type: RecordType,
  patched: Patched[],
  options: Options = {},
): Promise<ChangedMany> {
  const { drafts, refused } = await draftMany(ctx, type, patched, options);
  const changed = await writeMany(ctx, type, drafts);
  const { rules } = type;
  if (rules?.written) {
    // All have come to their end before a failure of one is told: none goes on after a rollback.
    const followed = await Promise.allSettled(
      changed.map((after, i) => rules.written?.(ctx, { ...drafts[i]!.write, after })),
    );
    const failed = followed.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
  }
  return { changed, refused };
}

/** What the patch comes to once the type's rules have had their say; null when nothing differs. */
async function completed(
  ctx: Ctx,
  type: RecordType,
  current: Wire,
  patch: Wire,
  { areCustomFieldsChecked }: Options,
): Promise<Draft | null> {
  const merged = { ...patch };
  if (patch.customFields !== undefined) {
    const sent = patch.customFields as Wire;
    const checked = areCustomFieldsChecked
      ? sent
      : await checkCustomFields(ctx, type.name, sent, false, current.id as string);
    merged.customFields = withoutNulls({ ...(current.customFields as Wire), ...checked });
  }
  const { before, after } = diffOf(type, current, merged);
  if (Object.keys(after).length === 0) return null;
  const write = { before: current, next: { ...current, ...after }, sent: { ...after }, about: {} };
  for (const [key, value] of Object.entries((await type.rules?.complete?.(ctx, write)) ?? {})) {
    const former = current[key] ?? null;
    if (JSON.stringify(former) === JSON.stringify(value ?? null)) {
      delete after[key];
      delete before[key];
    } else {
      after[key] = value;
      before[key] = former;
    }
  }
  return Object.keys(after).length > 0 ? { current, before, after, write } : null;
}

/** Each person is looked up once. */
function ownersAllowed(ctx: Ctx, type: RecordType): (ownerId: unknown) => Promise<void> {
  const asked = new Map<unknown, Promise<void>>();
  return (ownerId) => {
    const check = asked.get(ownerId) ?? checkOwner(ctx, type, ownerId);
    asked.set(ownerId, check);
    return check;
  };
}

/** By field, the ids among the new values that name nothing: one statement for each field that links. */
async function missingIn(ctx: Ctx, type: RecordType, drafts: Draft[]): Promise<Map<string, Set<string>>> {
  const missing = new Map<string, Set<string>>();
  const tenant = uuidOf("tenant", ctx.tenant.id);
  for (const [key, f] of Object.entries(type.fields)) {
    if (!f.idPrefix || f.isReadOnly) continue;
    const ids = new Set(drafts.flatMap(({ after }) => (typeof after[key] === "string" ? after[key] : [])));
    if (f.kind === "user" && ctx.actor.userId) ids.delete(ctx.actor.userId);
    const [first] = ids;
    if (first === undefined) continue;
    const [prefix, table, live] =
      f.kind === "user"
        ? (["user", "users", "status = 'active'"] as const)
        : ([f.idPrefix, recordTypeOfId(first)?.tableName, "deleted_at is null"] as const);
    if (!table) continue;
    const rows = await ctx.tx.query<{ id: string }>(
      `select k.id from unnest($2::text[], $3::uuid[]) as k(id, uuid)
       where not exists (select 1 from ${table} x where x.tenant_id = $1 and x.id = k.uuid and x.${live})`,
      [tenant, [...ids], [...ids].map((id) => uuidOf(prefix, id))],
    );
    missing.set(key, new Set(rows.map(({ id }) => id)));
  }
  return missing;
}
