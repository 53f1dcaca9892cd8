// Text as people write it into tables, as values: grouped and localised numbers, yes and no, dates, lists.
import { optionOf } from "@/kernel/fields";
import { listItems } from "@/kernel/fields/list-text";
import { type ColumnFormat, readDate, readNumber } from "./formats";
import type { Target } from "./targets";

export type Converted = { value: unknown } | { fault: string };

const yes = new Set(["true", "yes", "y", "1", "x", "on", "ja", "oui", "si", "sí", "wahr"]);
const no = new Set(["false", "no", "n", "0", "off", "nein", "non", "falsch"]);

/** What a cell stands for, where the caller has said so. */
export const meantBy = (cell: string, format: ColumnFormat | undefined): string => {
  const text = cell.trim();
  return format?.values && Object.hasOwn(format.values, text) ? format.values[text]! : text;
};

/** A cell as the value that the field's schema checks; text that is no such value comes back as a fault. */
export function convert(target: Target, cell: unknown, format: ColumnFormat = {}): Converted {
  if (typeof cell !== "string") return { value: cell };
  const text = meantBy(cell, format);
  switch (target.kind) {
    case "integer":
    case "number":
    case "money": {
      const value = readNumber(text, format.number);
      return value === undefined ? { fault: "is not a number" } : { value };
    }
    case "boolean": {
      const word = text.toLowerCase();
      if (yes.has(word)) return { value: true };
      return no.has(word) ? { value: false } : { fault: "is neither yes nor no" };
    }
    case "date":
    case "dateTime":
      return readDate(text, format.date, target.kind === "dateTime", format.timeZone);
    case "tags":
    case "multiSelect":
      return {
        value: listItems(text).map((word) => valueOfLabel(target, word)),
      };
    case "select":
      return { value: valueOfLabel(target, text) };
    default:
      return { value: text };
  }
}

/** People write what they see: the label of an option stands for its value, unless it is another's value. */
const valueOfLabel = (target: Target, text: string): string => optionOf(target.options, text)?.value ?? text;
