// What is said about currencies, and what a sum of money looks like.
import { z } from "zod";
import { isCurrency } from "@/kernel/fields";

export const CurrencyCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isCurrency, "is not an ISO 4217 currency code")
  .meta({ description: "ISO 4217 code", examples: ["EUR"] });

export const CurrencyRate = z
  .strictObject({
    currency: z.string().meta({ description: "ISO 4217 code", examples: ["EUR"] }),
    rate: z.number().meta({ description: "What one unit is worth in the base currency", examples: [1.0842] }),
    updatedAt: z.iso
      .datetime()
      .meta({ description: "When the rate was set", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Currency rate" });
export type CurrencyRate = z.output<typeof CurrencyRate>;

export const Currencies = z
  .strictObject({
    baseCurrency: z.string().meta({ description: "Sums are converted to it", examples: ["USD"] }),
    rates: z.array(CurrencyRate).meta({ description: "The rates, by code" }),
  })
  .meta({ title: "Currencies" });
export type Currencies = z.output<typeof Currencies>;

export const RateToSet = z.strictObject({
  currency: CurrencyCode,
  rate: z
    .number()
    .min(1e-12, "must be above zero")
    .max(1e12, "must be at most 1000000000000")
    .meta({ description: "What one unit is worth in the base currency", examples: [1.0842] }),
});

const count = z.int().meta({ description: "How many deals", examples: [12] });

/** A sum over records in several currencies: exact per currency, and converted where there are rates for all. */
export const MoneySum = z
  .strictObject({
    currency: z.string().meta({ description: "The base currency", examples: ["USD"] }),
    count,
    value: z
      .number()
      .nullable()
      .meta({
        description: "Sum in the base currency; null while a currency in it has no rate",
        examples: [125000],
      }),
    weighted: z
      .number()
      .nullable()
      .meta({ description: "The same, each amount times its probability", examples: [56250] }),
    byCurrency: z
      .array(
        z.strictObject({
          currency: z.string().meta({ description: "ISO 4217 code", examples: ["EUR"] }),
          count,
          value: z.number().meta({ description: "Sum in this currency", examples: [80000] }),
          weighted: z.number().meta({ description: "Weighted sum in this currency", examples: [36000] }),
        }),
      )
      .meta({ description: "The exact sums, currency by currency" }),
    missingRates: z
      .array(z.string())
      .meta({ description: "Currencies that Settings → Currencies has no rate for", examples: [["CHF"]] }),
  })
  .meta({ title: "Sum of money" });
export type MoneySum = z.output<typeof MoneySum>;
