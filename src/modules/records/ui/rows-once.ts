// The rows of pages that were read one after another. A record that changes in between may have moved from one page to
// the next and then is on both.
interface Versioned {
  id: string;
  version: number;
}

/** Each record once: where it is met first, so that nothing moves under the reader, and as its newest copy says. */
export function rowsOnce<R extends Versioned>(pages: readonly (readonly R[])[]): R[] {
  const rows = new Map<string, R>();
  for (const page of pages)
    for (const row of page) {
      const before = rows.get(row.id);
      if (!before || row.version > before.version) rows.set(row.id, row);
    }
  return [...rows.values()];
}
