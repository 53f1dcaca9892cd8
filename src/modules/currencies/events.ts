// What happens to the rates.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";
import { Currencies } from "./schema";

export const currencyRatesChanged = defineEvent(
  "currency.rates_changed",
  "The base currency or a rate was changed: sums are other sums now",
  z.strictObject({ currencies: Currencies }),
);
