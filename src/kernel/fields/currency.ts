// Currencies: which codes there are and how many decimals each has, so that money is stored in whole minor units of
// its own currency (JPY 0, USD 2, KWD 3) and never rounded on the way.

const codes = new Set(Intl.supportedValuesOf("currency"));

/** ISO 4217's minor units that are not two. Intl is no help: its digits are those of cash (HUF and IDR 0). */
export const unusualDecimals: Readonly<Record<number, readonly string[]>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "),
  3: "BHD IQD JOD KWD LYD OMR TND".split(" "),
  4: "CLF UYW".split(" "),
};
const decimalsOf = new Map(
  Object.entries(unusualDecimals).flatMap(([count, list]) =>
    list.map((code) => [code, Number(count)] as const),
  ),
);

/** Amounts beyond this many minor units are refused: they could not be read back exactly. */
export const mostMinorUnits = 9e15;

export const isCurrency = (code: string): boolean => codes.has(code);

/** Decimals of an ISO 4217 currency. */
export const currencyDecimals = (code: string): number => decimalsOf.get(code) ?? 2;

const factorOf = (currency: string): number => 10 ** currencyDecimals(currency);

/** `12.34`, `USD` → 1234. */
export const toMinorUnits = (amount: number, currency: string): number =>
  Math.round(amount * factorOf(currency));

/** 1234, `USD` → `12.34`. */
export const fromMinorUnits = (minor: number, currency: string): number => minor / factorOf(currency);

/** Whether `amount` has at most `decimals` decimals; the tolerance is that of binary fractions. */
export const hasDecimals = (amount: number, decimals: number): boolean => {
  const scaled = amount * 10 ** decimals;
  return Math.abs(scaled - Math.round(scaled)) < 1e-3;
};

/** The fault of an amount in its currency, or undefined. */
export function currencyFault(amount: number, currency: string): string | undefined {
  const decimals = currencyDecimals(currency);
  if (!hasDecimals(amount, decimals))
    return `has more decimals than ${currency} has (${decimals === 0 ? "none" : decimals})`;
  if (Math.abs(toMinorUnits(amount, currency)) > mostMinorUnits) return "is too large";
  return undefined;
}
