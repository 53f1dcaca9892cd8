// What becomes of a row, in words and colours.
import type { Import, PlannedRow } from "../plan-schema";

export type Action = PlannedRow["action"];

/** Before it is written, and after. */
export const words: Record<Action, { text: string; past: string; color: string }> = {
  problem: { text: "problem", past: "left out", color: "red" },
  create: { text: "new", past: "created", color: "teal" },
  update: { text: "update", past: "updated", color: "blue" },
  link: { text: "link", past: "linked", color: "gray" },
  skip: { text: "skip", past: "skipped", color: "gray" },
  unchanged: { text: "unchanged", past: "unchanged", color: "gray" },
  excluded: { text: "excluded", past: "excluded", color: "gray" },
};
export const actions = Object.keys(words) as Action[];

type Counts = Import["counts"];
export const totalOf = (counts: Counts): number => actions.reduce((sum, action) => sum + counts[action], 0);
export const takenOf = (counts: Counts): number => counts.create + counts.update + counts.link;
export const notTakenOf = (counts: Counts): number => counts.problem + counts.skip + counts.excluded;

/** "people, products, accounts and deals" */
export function typesOf(plan: Import): string {
  const names = [...new Set(plan.targets.map(({ recordType }) => recordType))];
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
