// Converting and adding up: exact decimals, and never across currencies without a rate.
import Big from "big.js";
import { invalidField } from "@/kernel/errors";
import { currencyDecimals } from "@/kernel/fields";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { MoneySum } from "./schema";

export type Rates = { base: string; byCurrency: Map<string, Big> };

/** What a sum over rows in one currency is made of: minor units, as the database adds them up exactly. */
export type CurrencyTotal = {
  currency: string;
  count: number;
  value: string;
  /** Σ value × probability, in minor units times percent. */
  weighted: string;
};

const loaded = new WeakMap<Ctx, Promise<Rates>>();

/** To be called by whatever changes a rate, so that what follows in the same write sees it. */
export const forgetRates = (ctx: Ctx): void => {
  loaded.delete(ctx);
};

/** The tenant's rates, read once for each read or write; the base currency's own is 1. */
export function loadRates(ctx: Ctx): Promise<Rates> {
  const found = loaded.get(ctx) ?? readRates(ctx);
  loaded.set(ctx, found);
  return found;
}

async function readRates(ctx: Ctx): Promise<Rates> {
  const rows = await ctx.tx.query<{ currency: string; rate: string; is_base: boolean }>(
    `select base_currency as currency, '1' as rate, true as is_base from currency_settings where tenant_id = $1
     union all select currency, rate::text, false from currency_rates where tenant_id = $1`,
    [uuidOf("tenant", ctx.tenant.id)],
    "currency_rates",
  );
  const base = rows.find((row) => row.is_base)?.currency ?? "USD";
  const byCurrency = new Map(rows.filter((row) => !row.is_base).map((row) => [row.currency, Big(row.rate)]));
  return { base, byCurrency: byCurrency.set(base, Big(1)) };
}

const toAmount = (minor: Big, currency: string): Big => minor.div(Big(10).pow(currencyDecimals(currency)));
const rounded = (amount: Big, currency: string): number =>
  amount.round(currencyDecimals(currency), Big.roundHalfUp).toNumber();

/** An amount of one currency in another by way of the base, or undefined without the rates. */
export function convert(rates: Rates, amount: number, from: string, to: string): number | undefined {
  if (from === to) return amount;
  const [source, target] = [rates.byCurrency.get(from), rates.byCurrency.get(to)];
  return source && target ? rounded(Big(amount).times(source).div(target), to) : undefined;
}

/** One sum out of the totals per currency. */
export function sumOf(rates: Rates, totals: CurrencyTotal[]): MoneySum {
  const known = totals.map(({ currency, count, value, weighted }) => ({
    currency,
    count,
    rate: rates.byCurrency.get(currency),
    value: toAmount(Big(value), currency),
    weighted: toAmount(Big(weighted).div(100), currency),
  }));
  const missingRates = known.filter((one) => !one.rate).map((one) => one.currency);
  const inBase = (part: "value" | "weighted"): number | null =>
    missingRates.length > 0
      ? null
      : rounded(
          known.reduce((sum, one) => sum.plus(one[part].times(one.rate ?? 0)), Big(0)),
          rates.base,
        );
  return {
    currency: rates.base,
    count: known.reduce((sum, one) => sum + one.count, 0),
    value: inBase("value"),
    weighted: inBase("weighted"),
    byCurrency: known
      .map(({ currency, count, value, weighted }) => ({
        currency,
        count,
        value: rounded(value, currency),
        weighted: rounded(weighted, currency),
      }))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    missingRates: [...new Set(missingRates)].sort(),
  };
}

/** Adds totals of several groups into one list per currency. */
export function mergeTotals(totals: CurrencyTotal[]): CurrencyTotal[] {
  const merged = new Map<string, CurrencyTotal>();
  for (const one of totals) {
    const sum = merged.get(one.currency);
    if (!sum) {
      merged.set(one.currency, { ...one });
      continue;
    }
    sum.count += one.count;
    sum.value = Big(sum.value).plus(one.value).toFixed();
    sum.weighted = Big(sum.weighted).plus(one.weighted).toFixed();
  }
  return [...merged.values()];
}

/** A record's currency must be one that its amounts can be added up in. */
export async function requireRate(ctx: Ctx, currency: string): Promise<void> {
  const rates = await loadRates(ctx);
  if (rates.byCurrency.has(currency)) return;
  throw invalidField(
    "currency",
    `There is no rate for ${currency}. Set one in Settings → Currencies first.`,
    "CURRENCY_WITHOUT_RATE",
  );
}
