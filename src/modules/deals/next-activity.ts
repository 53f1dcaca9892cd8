// What is planned next for deals: asked of whoever keeps the activities.
import { parseId } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Wire } from "@/kernel/records";
import type { Deal, NextActivity } from "./schema";

export type NextActivityFinder = (ctx: Ctx, dealIds: string[]) => Promise<Map<string, NextActivity>>;
let findNext: NextActivityFinder | undefined;
export const registerNextActivity = (finder: NextActivityFinder): void => {
  findNext = finder;
};

/** What is planned next for one deal, which may turn out not to exist. */
export async function nextActivityOf(ctx: Ctx, dealId: string): Promise<NextActivity | null> {
  if (!findNext || !parseId("deal", dealId)) return null;
  return (await findNext(ctx, [dealId])).get(dealId) ?? null;
}

/** The deals with their `nextActivity` looked up, all at once. */
export async function withNextActivities<D extends Deal>(ctx: Ctx, deals: D[]): Promise<D[]> {
  if (!findNext || deals.length === 0) return deals;
  const found = await findNext(
    ctx,
    deals.map((deal) => deal.id as string),
  );
  for (const deal of deals as Wire[]) deal.nextActivity = found.get(deal.id as string) ?? null;
  return deals;
}
