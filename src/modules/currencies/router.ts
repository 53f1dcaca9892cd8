// The operations on currencies: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { currencyRatesChanged } from "./events";
import { Currencies, CurrencyCode, RateToSet } from "./schema";
import { deleteCurrencyRate, listCurrencies, setBaseCurrency, setCurrencyRate } from "./service";

const emits = [currencyRatesChanged];

export const currenciesRouter = router({
  list: operation({ title: "List currencies", permission: "pipelines:read", rest: "GET /currencies" })
    .input(z.strictObject({}).optional())
    .output(Currencies)
    .query(read(listCurrencies)),
  setRate: operation({
    title: "Set the rate of a currency",
    permission: "settings:write",
    rest: "PUT /currencies/{currency}",
    emits,
  })
    .input(RateToSet)
    .output(Currencies)
    .mutation(write(setCurrencyRate)),
  deleteRate: operation({
    title: "Delete the rate of a currency",
    permission: "settings:write",
    rest: "DELETE /currencies/{currency}",
    emits,
    errors: { CURRENCY_IN_USE: "Deals are in this currency" },
  })
    .input(z.strictObject({ currency: CurrencyCode }))
    .output(Currencies)
    .mutation(write(deleteCurrencyRate)),
  setBase: operation({
    title: "Set the base currency",
    description: "All rates are expressed anew in it; it must have a rate when deals or rates exist.",
    permission: "settings:write",
    rest: "PUT /currencies",
    emits,
    errors: { CURRENCY_WITHOUT_RATE: "The currency has no rate yet" },
  })
    .input(z.strictObject({ baseCurrency: CurrencyCode }))
    .output(Currencies)
    .mutation(write(setBaseCurrency)),
});
