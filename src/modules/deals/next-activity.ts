// What is planned next for deals: asked of whoever keeps the activities.
import type { Ctx } from "@/kernel/operation";
import type { Deal, NextActivity } from "./schema";

export type NextActivityFinder = (ctx: Ctx, dealIds: string[]) => Promise<Map<string, NextActivity>>;
let findNext: NextActivityFinder | undefined;
export const registerNextActivity = (finder: NextActivityFinder): void => {
  findNext = finder;
};

/** The deals with their `nextActivity` looked up, all at once. */
export async function withNextActivities<D extends Deal>(ctx: Ctx, deals: D[]): Promise<D[]> {
  if (!findNext || deals.length === 0) return deals;
  const found = await findNext(
    ctx,
    deals.map((deal) => deal.id as string),
  );
  return deals.map((deal) => ({ ...deal, nextActivity: found.get(deal.id as string) ?? null }));
}
