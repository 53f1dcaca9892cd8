// The views that a list starts with: everything, and the viewer's own. The second is a filter like any other, so that the
// board, the list and a link to either know it by what it shows.
import type { Filter } from "@/kernel/query/filter";
import { builtInView, viewParam } from "./list-address";
import { hasOwner, type RecordScreen } from "./record-screen";

export const ownView = "mine";

/** What narrows a list to this person's records; undefined for types without owners. */
export const ownFilter = (screen: RecordScreen, userId: string | null): Filter | undefined =>
  userId && hasOwner(screen) ? { ownerId: { in: [userId] } } : undefined;

/** Whether a filter narrows to the same, whatever else it says. */
export const isWithin = (filter: Filter | undefined, own: Filter | undefined): boolean =>
  own !== undefined && JSON.stringify(filter?.ownerId) === JSON.stringify(own.ownerId);

export const ownLabel = (screen: RecordScreen): string => `My ${screen.noun.many}`;

/** As tabs: the one with no id is everything. */
export const builtInViews = (screen: RecordScreen): { id: string | undefined; name: string }[] => [
  { id: undefined, name: `All ${screen.noun.many}` },
  ...(hasOwner(screen) ? [{ id: ownView, name: ownLabel(screen) }] : []),
];

/** Where the viewer's own records are, from anywhere; undefined for types without owners. */
export function ownHref(screen: RecordScreen, userId: string | null): string | undefined {
  const own = ownFilter(screen, userId);
  return own && addressOf(screen, { filter: JSON.stringify(own) });
}

/** The list of everything in which these words are found. */
export const searchHref = (screen: RecordScreen, search: string): string =>
  addressOf(screen, { ...screen.asList, search });

const addressOf = ({ plural }: RecordScreen, query: Record<string, string>): string =>
  `/${plural}?${new URLSearchParams({ [viewParam]: builtInView, ...query })}`;
