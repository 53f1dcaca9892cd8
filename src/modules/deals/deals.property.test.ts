// Whatever is done to deals in whatever order: none is lost, histories have no gap, sums are those of a slow count.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "@/kernel/errors";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
});
afterAll(() => close());

const sequences = Number(process.env.DEAL_SEQUENCES ?? 25);

type Deal = {
  id: string;
  stage: string;
  stageId: string;
  status: string;
  value: number;
  currency: string;
  probability: number;
  actualCloseDate: string | null;
};
type Sum = { currency: string; count: number; value: number; weighted: number };
type Column = {
  stage: { id: string; key: string };
  cards: Deal[];
  sum: { count: number; value: number; byCurrency: Sum[] };
};
type Stay = { stage: string; enteredAt: string; leftAt: string | null };

const stages = ["lead", "qualification", "proposal", "negotiation", "closed_won", "closed_lost"];
const rates: Record<string, number> = { USD: 1, EUR: 1.1, JPY: 0.0067 };
const decimals: Record<string, number> = { USD: 2, EUR: 2, JPY: 0 };

const which = fc.nat({ max: 9 });
const amount = fc.integer({ min: 0, max: 10_000_000 });
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("create"),
      minor: amount,
      currency: fc.constantFrom(...Object.keys(rates)),
      stage: fc.constantFrom(...stages),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("move"), which, stage: fc.constantFrom(...stages) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("win"), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lose"), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reopen"), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("value"),
      which,
      minor: amount,
      probability: fc.integer({ min: 0, max: 100 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete"), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restore"), which }) },
);
type Step = {
  do: string;
  which?: number;
  stage?: string;
  minor?: number;
  currency?: string;
  probability?: number;
};

const call = <T = Deal>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);

async function take(one: Step, made: { id: string; currency: string; isDeleted: boolean }[]): Promise<void> {
  if (one.do === "create") {
    const value = one.minor! / 10 ** decimals[one.currency!]!;
    const deal = await call("deals.create", { title: "x", value, currency: one.currency, stage: one.stage });
    made.push({ id: deal.id, currency: one.currency!, isDeleted: false });
    return;
  }
  const target = made[one.which! % Math.max(1, made.length)];
  if (!target) return;
  const dealId = target.id;
  const act: Record<string, () => Promise<unknown>> = {
    move: () => call("deals.moveStage", { dealId, newStage: one.stage }),
    win: () => call("deals.win", { dealId }),
    lose: () => call("deals.lose", { dealId, reason: "Price" }),
    reopen: () => call("deals.reopen", { dealId }),
    value: () =>
      call("deals.update", {
        dealId,
        value: one.minor! / 10 ** decimals[target.currency]!,
        probability: one.probability,
      }),
    delete: async () => {
      await call("deals.delete", { dealId });
      target.isDeleted = true;
    },
    restore: async () => {
      await call("deals.restore", { dealId });
      target.isDeleted = false;
    },
  };
  try {
    await act[one.do]!();
  } catch (error) {
    // Refusals are part of the game: a deleted deal cannot move, an open one not be reopened.
    if (!(error instanceof AppError) || error.status >= 500) throw error;
  }
}

const key = (deal: Deal) => `${deal.stage} ${deal.currency}`;

test(
  "random sequences never lose a deal, leave a gap in a history, or make a wrong sum",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step as fc.Arbitrary<Step>, { minLength: 5, maxLength: 25 }),
        async (steps) => {
          tenant = await testTenant();
          await call("currencies.setRate", { currency: "EUR", rate: rates.EUR });
          await call("currencies.setRate", { currency: "JPY", rate: rates.JPY });
          const made: { id: string; currency: string; isDeleted: boolean }[] = [];
          for (const one of steps) await take(one, made);

          const { items } = await call<{ items: Deal[] }>("deals.list", { limit: 100 });
          const alive = made.filter((one) => !one.isDeleted).map((one) => one.id);
          expect(items.map((deal) => deal.id).sort()).toEqual(alive.sort());

          const slow = new Map<string, { count: number; value: number; weighted: number }>();
          for (const deal of items) {
            expect(deal.status === "active").toBe(deal.actualCloseDate === null);
            const sum = slow.get(key(deal)) ?? { count: 0, value: 0, weighted: 0 };
            const minor = Math.round(deal.value * 10 ** decimals[deal.currency]!);
            slow.set(key(deal), {
              count: sum.count + 1,
              value: sum.value + minor,
              weighted: sum.weighted + minor * deal.probability,
            });
            const history = await call<Stay[]>("deals.stageHistory", { dealId: deal.id });
            expect(history.at(-1)).toMatchObject({ stage: deal.stage, leftAt: null });
            for (const [i, stay] of history.slice(1).entries()) {
              expect(stay.enteredAt).toBe(history[i]!.leftAt);
              expect(stay.stage).not.toBe(history[i]!.stage);
            }
          }

          const board = await call<{ columns: Column[] }>("deals.board", { limit: 100 });
          const shown = board.columns.flatMap((column) => column.cards.map((card) => card.id));
          expect(shown.sort()).toEqual(alive.sort());
          for (const { stage, sum, cards } of board.columns) {
            expect(cards.every((card) => card.stage === stage.key)).toBe(true);
            expect(sum.count).toBe(cards.length);
            let inBase = 0;
            for (const [currency, places] of Object.entries(decimals)) {
              const expected = slow.get(`${stage.key} ${currency}`);
              const told = sum.byCurrency.find((one) => one.currency === currency);
              expect(told?.count ?? 0).toBe(expected?.count ?? 0);
              expect(Math.round((told?.value ?? 0) * 10 ** places)).toBe(expected?.value ?? 0);
              expect(Math.round((told?.weighted ?? 0) * 10 ** places)).toBe(
                Math.round((expected?.weighted ?? 0) / 100),
              );
              inBase += ((expected?.value ?? 0) / 10 ** places) * rates[currency]!;
            }
            expect(Math.abs(sum.value - inBase)).toBeLessThan(0.006);
          }
        },
      ),
      { numRuns: sequences },
    );
  },
  Math.max(300_000, sequences * 1_000),
);
