// Months by their names, whole or short, in the languages that files come in; from the platform's own tables.
const locales = ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb"];

const plain = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/\p{M}|\./gu, "")
    .toLowerCase();

let known: Map<string, number> | undefined;

function monthNames(): Map<string, number> {
  if (known) return known;
  known = new Map([["sept", 9]]);
  for (const locale of locales)
    for (const month of ["long", "short"] as const)
      for (let at = 1; at <= 12; at++) {
        // With the day, as some languages decline them.
        const parts = new Intl.DateTimeFormat(locale, {
          day: "numeric",
          month,
          timeZone: "UTC",
        }).formatToParts(Date.UTC(2024, at - 1, 1));
        const name = plain(parts.find(({ type }) => type === "month")?.value ?? "");
        // English comes first: what another language calls otherwise stays what it is there.
        if (/^\p{L}{3,}$/u.test(name) && !known.has(name)) known.set(name, at);
      }
  return known;
}

/** 1 to 12. */
export const monthNamed = (name: string): number | undefined => monthNames().get(plain(name));
