// How an undo is called. An undo of an undo does the thing again, so it is "Redid: …", and an undo of that "Undid: …":
// the words are never piled up.

const undid = "Undid: ";
const redid = "Redid: ";

type Named = { summary: string; reverts: string | null };

/** Whether taking the change set back would do something again that was undone. */
export const isUndo = ({ summary, reverts }: Named): boolean => reverts !== null && summary.startsWith(undid);

/** What was done at first, whatever has been undone and redone since. */
export const withoutUndo = ({ summary, reverts }: Named): string =>
  reverts === null ? summary : summary.replace(/^(?:(?:Undid|Redid): )+/, "");

/** What the change set is called that takes this one back. */
export const undoSummary = (change: Named): string =>
  `${isUndo(change) ? redid : undid}${withoutUndo(change)}`.slice(0, 200);
