// Arrays as PostgreSQL reads them. The driver's own way looks at every element anew; a thousand rows of JSON spend more
// time there than in the statement.

/** Of ids, types and other words without quotes, commas, braces or spaces; null stands for no value. */
export const arrayOfWords = (words: readonly (string | null)[]): string =>
  `{${words.map((word) => word ?? "null").join(",")}}`;

/** Of JSON texts: they hold no control characters, so a JSON string of one is an array element as well. */
export const arrayOfJson = (texts: readonly (string | null)[]): string =>
  `{${texts.map((text) => (text === null ? "null" : JSON.stringify(text))).join(",")}}`;

const quoted = (text: string): string => `"${/["\\]/.test(text) ? text.replace(/["\\]/g, "\\$&") : text}"`;

/** Of any values, in the text form of their type; objects are written as JSON, lists as arrays of text. */
export const arrayOfValues = (values: readonly unknown[]): string =>
  `{${values.map((value) => (value === null || value === undefined ? "null" : quoted(textOf(value)))).join(",")}}`;

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return arrayOfValues(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
