"use client";
// What deals are worth together: the sum, weighted beside it, and in words what has no rate.
import type { MoneySum } from "@/modules/currencies/ui/use-currencies";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { Hint } from "@/ui/late/hint";
import unseen from "@/ui/theme/spoken.module.css";
import classes from "./board.module.css";

export function useCompactMoney(): (amount: number, currency: string) => string {
  const { tag } = useLocale();
  return (amount, currency) =>
    formatNumber(amount, tag, {
      style: "currency",
      currency,
      notation: Math.abs(amount) >= 100_000 ? "compact" : "standard",
      maximumFractionDigits: Math.abs(amount) >= 100_000 ? 1 : 0,
    });
}

export function SumText({ sum, label }: { sum: MoneySum; label?: string }) {
  const { tag } = useLocale();
  const money = useCompactMoney();
  const exact = (amount: number, currency: string) =>
    formatNumber(amount, tag, { style: "currency", currency });
  const lines = sum.byCurrency.map((one) => exact(one.value, one.currency));
  const total = sum.value === null ? undefined : exact(sum.value, sum.currency);
  const missing =
    sum.missingRates.length > 0 ? `No rate for ${sum.missingRates.join(", ")}: set one in the settings` : "";
  return (
    <Hint
      position="bottom"
      label={
        <>
          {total ? <div>Sum {total}</div> : null}
          {sum.weighted === null ? null : <div>Weighted {exact(sum.weighted, sum.currency)}</div>}
          {lines.length > 1 || !total ? <div>{lines.join(" + ")}</div> : null}
          {missing}
        </>
      }
    >
      <span className={classes.sum}>
        {label ? <span className={classes.dim}>{label} </span> : null}
        <b>{sum.value === null ? lines.join(" + ") || "—" : money(sum.value, sum.currency)}</b>
        {sum.weighted === null || sum.weighted === sum.value ? null : (
          <span className={classes.dim}>
            {" "}
            <span className={unseen.spoken}>weighted </span>
            <span aria-hidden>⚖ </span>
            {money(sum.weighted, sum.currency)}
          </span>
        )}
      </span>
    </Hint>
  );
}
