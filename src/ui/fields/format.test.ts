// Numbers are typed as they are read.
import { expect, test } from "vitest";
import { formatNumber, numberSeparators } from "./format";

test.each(["en-GB", "de-DE", "fr-FR", "pl-PL", "de-CH", "pt-BR"])(
  "what parts thousands and decimals of %s where a number is typed is what parts them where it is shown",
  (locale) => {
    const { thousandSeparator, decimalSeparator } = numberSeparators(locale);
    expect(thousandSeparator).not.toBe(decimalSeparator);
    expect(`1${thousandSeparator}234${thousandSeparator}567${decimalSeparator}5`).toBe(
      formatNumber(1234567.5, locale),
    );
  },
);
