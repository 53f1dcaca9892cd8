// Currencies: the public face of the module.
export { currencyRatesChanged } from "./events";
export { type CurrencyTotal, convert, loadRates, mergeTotals, type Rates, requireRate, sumOf } from "./rates";
export { currenciesRouter } from "./router";
export { CurrencyCode, MoneySum } from "./schema";
export { firstCurrency } from "./service";
