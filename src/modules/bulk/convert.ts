// Text as people write it into tables, as values: grouped and localised numbers, yes and no, dates, lists.
import type { Target } from "./targets";

export type Converted = { value: unknown } | { fault: string };

/** `1,234.50`, `1.234,50`, `$ 1 234`, `(12)`: undefined when it is no number. */
export function readNumber(text: string): number | undefined {
  let plainText = text.trim().replace(/[\s\u00a0\u202f'’]/g, "");
  const isNegative = /^\(.*\)$/.test(plainText) || /^-|-$/.test(plainText);
  plainText = plainText.replace(/^[(+-]+|[)-]+$/g, "").replace(/^(\p{Sc}|[A-Z]{3})|(\p{Sc}|[A-Z]{3})$/gu, "");
  const lastComma = plainText.lastIndexOf(",");
  const lastDot = plainText.lastIndexOf(".");
  if (lastComma !== -1 && lastDot !== -1) {
    const [group, decimal] = lastComma > lastDot ? [".", ","] : [",", "."];
    plainText = plainText.replaceAll(group, "").replace(decimal, ".");
  } else if (/^\d{1,3}(,\d{3})+$/.test(plainText) || /^\d{1,3}(\.\d{3}){2,}$/.test(plainText)) {
    plainText = plainText.replaceAll(/[.,]/g, "");
  } else plainText = plainText.replace(",", ".");
  if (!/^(\d+\.?\d*|\.\d+)$/.test(plainText)) return undefined;
  const value = Number(plainText);
  return isNegative ? -value : value;
}

const yes = new Set(["true", "yes", "y", "1", "x", "on", "ja", "oui", "si", "sí", "wahr"]);
const no = new Set(["false", "no", "n", "0", "off", "nein", "non", "falsch"]);

const two = (digits: string): string => digits.padStart(2, "0");

/** ISO dates, `2025/01/24`, `24.01.2025`, and `1/24/2025` where only one reading is a date. */
export function readDate(text: string): Converted {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return { value: `${iso[1]}-${two(iso[2]!)}-${two(iso[3]!)}` };
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted) return { value: `${dotted[3]}-${two(dotted[2]!)}-${two(dotted[1]!)}` };
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
  if (!slashed) return { value: text };
  const [first, second, year] = [Number(slashed[1]), Number(slashed[2]), slashed[3]!];
  if (first > 12 || first === second) return { value: `${year}-${two(slashed[2]!)}-${two(slashed[1]!)}` };
  if (second > 12) return { value: `${year}-${two(slashed[1]!)}-${two(slashed[2]!)}` };
  return { fault: "may be read as day and month or as month and day; write it as YYYY-MM-DD" };
}

/** A cell as the value that the field's schema checks; text that is no such value comes back as a fault. */
export function convert(target: Target, cell: unknown): Converted {
  if (typeof cell !== "string") return { value: cell };
  const text = cell.trim();
  switch (target.kind) {
    case "integer":
    case "number":
    case "money": {
      const value = readNumber(text);
      return value === undefined ? { fault: "is not a number" } : { value };
    }
    case "boolean": {
      const word = text.toLowerCase();
      if (yes.has(word)) return { value: true };
      return no.has(word) ? { value: false } : { fault: "is neither yes nor no" };
    }
    case "date":
    case "dateTime":
      return readDate(text);
    case "tags":
    case "multiSelect":
      return {
        value: text
          .split(/[;,|\n]/)
          .map((word) => word.trim())
          .filter(Boolean)
          .map((word) => valueOfLabel(target, word)),
      };
    case "select":
      return { value: valueOfLabel(target, text) };
    default:
      return { value: text };
  }
}

/** People write what they see: the label of an option stands for its value. */
const valueOfLabel = (target: Target, text: string): string =>
  target.options.find((option) => option.label.toLowerCase() === text.toLowerCase())?.value ?? text;
