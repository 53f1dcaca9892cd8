// What an event about a move tells: the deal with the names it is linked to, who moved it and why. One question for the
// names, however many deals have moved.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Wire } from "@/kernel/records";
import type { StageChange } from "./stage-events";

export type Move = {
  /** The deal as it is now. */
  deal: Wire;
  /** Key of the stage it left; null for a new deal. */
  previousStage: string | null;
  /** Since when it was there. */
  enteredAt: string | null;
  reason: string | null;
};

type Name = { kind: "contact" | "account"; id: string; name: string; email: string | null };

export async function stageChanges(ctx: Ctx, moves: readonly Move[]): Promise<StageChange[]> {
  const names = await namesOf(ctx, moves);
  return moves.map(({ deal, previousStage, enteredAt, reason }) => {
    const contact = names.get(String(deal.contactId));
    const account = names.get(String(deal.accountId));
    const stayedMs = enteredAt ? Date.parse(deal.stageEnteredAt as string) - Date.parse(enteredAt) : 0;
    return {
      deal: {
        id: deal.id as string,
        title: deal.title as string,
        value: deal.value as number,
        currency: deal.currency as string,
        previous_stage: previousStage,
        current_stage: deal.stage as string,
        pipeline_id: deal.pipelineId as string,
        contact: contact
          ? { id: toPublicId("contact", contact.id), name: contact.name, email: contact.email }
          : null,
        account: account ? { id: toPublicId("account", account.id), name: account.name } : null,
      },
      change_info: {
        changed_by: { id: ctx.actor.id, name: ctx.actor.name, email: ctx.actor.email },
        reason,
        stage_duration_days: Math.floor(stayedMs / 86_400_000),
      },
    };
  });
}

type Asked = { contacts: Set<string>; accounts: Set<string>; found: Promise<Map<string, Name>> };
const asking = new WeakMap<Ctx, Asked>();

/** What a write asks for at one time is read together: an import moves a thousand deals, each by itself. */
function namesOf(ctx: Ctx, moves: readonly Move[]): Promise<Map<string, Name>> {
  let asked = asking.get(ctx);
  if (!asked) {
    const [contacts, accounts] = [new Set<string>(), new Set<string>()];
    const found = Promise.resolve().then(() => {
      asking.delete(ctx);
      return readNames(ctx, [...contacts], [...accounts]);
    });
    asked = { contacts, accounts, found };
    asking.set(ctx, asked);
  }
  for (const { deal } of moves) {
    if (deal.contactId) asked.contacts.add(uuidOf("contact", deal.contactId as string));
    if (deal.accountId) asked.accounts.add(uuidOf("account", deal.accountId as string));
  }
  return asked.found;
}

async function readNames(ctx: Ctx, contacts: string[], accounts: string[]): Promise<Map<string, Name>> {
  if (contacts.length === 0 && accounts.length === 0) return new Map();
  const rows = await ctx.tx.query<Name>(
    `select 'contact' as kind, id, first_name || ' ' || last_name as name, email from contacts
       where tenant_id = $1 and id = any($2::uuid[])
     union all select 'account', id, name, null from accounts where tenant_id = $1 and id = any($3::uuid[])`,
    [uuidOf("tenant", ctx.tenant.id), contacts, accounts],
    "deal_names",
  );
  return new Map(rows.map((row) => [toPublicId(row.kind, row.id), row]));
}
