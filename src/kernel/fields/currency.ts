// Currencies: which codes there are and how many decimals each has, so that money is stored in whole minor units of
// its own currency (JPY 0, USD 2, KWD 3) and never rounded on the way.

const codes = Intl.supportedValuesOf("currency");
const decimals = new Map(
  codes.map((currency) => {
    const { maximumFractionDigits } = new Intl.NumberFormat("en", {
      style: "currency",
      currency,
    }).resolvedOptions();
    return [currency, maximumFractionDigits ?? 2];
  }),
);

/** Amounts beyond this many minor units are refused: they could not be read back exactly. */
export const mostMinorUnits = 9e15;

export const isCurrency = (code: string): boolean => decimals.has(code);

/** Decimals of an ISO 4217 currency; two when the code is not known. */
export const currencyDecimals = (code: string): number => decimals.get(code) ?? 2;

const factor = (currency: string): number => 10 ** currencyDecimals(currency);

/** `12.34`, `USD` → 1234. */
export const toMinorUnits = (amount: number, currency: string): number =>
  Math.round(amount * factor(currency));

/** 1234, `USD` → `12.34`. */
export const fromMinorUnits = (minor: number, currency: string): number => minor / factor(currency);

/** Whether `amount` has no more decimals than its currency. */
export const fitsCurrency = (amount: number, currency: string): boolean =>
  Math.abs(amount * factor(currency)) <= mostMinorUnits &&
  Math.abs(amount * factor(currency) - Math.round(amount * factor(currency))) < 1e-3;

/** The currencies that do not have two decimals, by their number of decimals: for comparisons in SQL. */
export const unusualDecimals: ReadonlyMap<number, readonly string[]> = new Map(
  [0, 1, 3, 4]
    .map((count) => [count, codes.filter((code) => decimals.get(code) === count)] as const)
    .filter(([, list]) => list.length > 0),
);
