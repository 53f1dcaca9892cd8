"use client";
// Sums of money as they may be shown: of one currency as they are, of several only where each has a rate, else side by
// side. Never a silent sum.
import { useMemo } from "react";
import { useCurrencies } from "@/modules/currencies/ui/use-currencies";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";

export interface Amount {
  /** Null: a plain number. */
  currency: string | null;
  amount: number;
}

interface AmountsProps {
  amounts: Amount[];
  /** Whether amounts of several currencies may be added up; not so for an average or a maximum. */
  canAdd: boolean;
}

function useMoney() {
  const { tag } = useLocale();
  return useMemo(() => {
    const exact = ({ amount, currency }: Amount) =>
      currency
        ? formatNumber(amount, tag, { style: "currency", currency })
        : formatNumber(amount, tag, { maximumFractionDigits: 2 });
    const short = (one: Amount) => {
      if (!one.currency || Math.abs(one.amount) < 100_000)
        return one.currency
          ? formatNumber(one.amount, tag, {
              style: "currency",
              currency: one.currency,
              maximumFractionDigits: 0,
            })
          : exact(one);
      return formatNumber(one.amount, tag, {
        style: "currency",
        currency: one.currency,
        notation: "compact",
        maximumFractionDigits: 1,
      });
    };
    return { exact, short };
  }, [tag]);
}

export function Amounts({ amounts, canAdd }: AmountsProps) {
  const currencies = useCurrencies();
  const { exact, short } = useMoney();
  const [only] = amounts;
  if (!only) return null;
  const all = amounts.map(exact).join(" + ");
  if (amounts.length === 1) return <span title={all}>{short(only)}</span>;
  const side = (
    <span title={amounts.map(exact).join(canAdd ? " + " : " · ")}>
      {amounts.map(short).join(canAdd ? " + " : " · ")}
    </span>
  );
  if (!canAdd || !currencies) return side;
  const rates = new Map(currencies.rates.map(({ currency, rate }) => [currency, rate]));
  let total = 0;
  for (const { currency, amount } of amounts) {
    const rate = currency === currencies.baseCurrency ? 1 : rates.get(currency ?? "");
    if (rate === undefined) return side;
    total += amount * rate;
  }
  return <span title={all}>≈ {short({ currency: currencies.baseCurrency, amount: total })}</span>;
}
