// Several values in one cell: separated by semicolons, and in quotes where a value holds what separates.

const needsQuotes = /[;,|"\n\r]|^\s|\s$|^$/;

/** `a`, `b;c` → `a;"b;c"`. */
export const listText = (values: readonly unknown[]): string =>
  values
    .map((value) => (typeof value === "object" && value !== null ? JSON.stringify(value) : String(value)))
    .map((text) => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(";");

const quotedItem = /\s*"((?:[^"]|"")*)"[^\S\n]*(?:[;,|\n]|$)/y;
const plainItem = /([^;,|\n]*)(?:[;,|\n]|$)/y;

/** The same backwards, and as people write lists: by semicolon, comma, bar or line. */
export function listItems(text: string): string[] {
  const items: string[] = [];
  for (let at = 0; at < text.length; ) {
    quotedItem.lastIndex = plainItem.lastIndex = at;
    const quoted = quotedItem.exec(text);
    const found = quoted ?? plainItem.exec(text);
    if (!found) break;
    const item = quoted ? found[1]!.replaceAll('""', '"') : found[1]!.trim();
    if (quoted || item) items.push(item);
    at += Math.max(1, found[0].length);
  }
  return items;
}
