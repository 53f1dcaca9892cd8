// A cell that a spreadsheet would take for a formula begins with an apostrophe in what we write, and loses it in what we
// read, so that a file from here is harmless there and comes back as it was.

const isFormula = /^'*[=+\-@\t\r]/;

/** `=1+1` → `'=1+1`. */
export const guarded = (cell: string): string => (isFormula.test(cell) ? `'${cell}` : cell);

/** `'=1+1` → `=1+1`. */
export const unguarded = (cell: string): string =>
  cell.startsWith("'") && isFormula.test(cell.slice(1)) ? cell.slice(1) : cell;
