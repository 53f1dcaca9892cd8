"use client";
// The state of a list lives in the address: a link shares it, and back takes it back. It is read over a base: a saved
// view, or the built-in one as this reader last arranged it.
import { useLocalStorage } from "@mantine/hooks";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { isWithin, ownFilter } from "./built-in-views";
import {
  isChanged,
  type ListContent,
  openView,
  readContent,
  spelledOut,
  viewParam,
  writeContent,
} from "./list-address";
import type { RecordScreen } from "./record-screen";
import { useViewer } from "./viewer";

export type { ListContent } from "./list-address";

/** How the reader arranges the built-in view: remembered in the browser. What is searched and filtered is not. */
const ownKeys = ["columns", "pinned", "widths", "calculations"] as const;
type Own = Partial<Pick<ListContent, (typeof ownKeys)[number]>>;
const noOwn: Own = {};

export const plainContent = (columns: string[]): ListContent => ({
  sort: [],
  columns,
  pinned: [],
  widths: {},
  calculations: {},
});

export function useListQuery(screen: RecordScreen, view?: ListContent) {
  const { plural, columns: defaultColumns } = screen;
  const { userId } = useViewer();
  const pathname = usePathname();
  const params = useSearchParams();
  const text = params.toString();
  const [own, setOwn] = useLocalStorage<Own>({
    key: `meridian.list.${plural}`,
    defaultValue: noOwn,
    getInitialValueInEffect: false,
  });
  const plain = useMemo(() => plainContent(defaultColumns), [defaultColumns]);
  const base = useMemo(() => view ?? { ...plain, ...own }, [view, plain, own]);
  const shared = view ?? plain;
  const query = useMemo(() => readContent(new URLSearchParams(text), base), [text, base]);
  const mine = useMemo(() => ownFilter(screen, userId), [screen, userId]);
  /** The built-in view is narrowed to the viewer's own records. */
  const isOwn = !view && isWithin(query.filter, mine);

  const go = useCallback(
    (next: URLSearchParams, isStep: boolean) => {
      const search = next.toString();
      const href = search ? `${pathname}?${search}` : pathname;
      // The browser's own history: Next follows it, and nothing is fetched for a change of the query alone.
      if (isStep) window.history.pushState(null, "", href);
      else window.history.replaceState(null, "", href);
    },
    [pathname],
  );

  // What is in the address now, not at the last drawing: two changes in one moment must both stay.
  const present = useCallback(() => new URLSearchParams(window.location.search), []);
  const isBuiltIn = view === undefined;
  const change = useCallback(
    (changes: Partial<ListContent>) => {
      go(writeContent(present(), base, changes, shared), false);
      if (!isBuiltIn) return;
      const kept = ownKeys.filter((key) => key in changes);
      if (kept.length > 0)
        setOwn((before) => ({ ...before, ...Object.fromEntries(kept.map((key) => [key, changes[key]])) }));
    },
    [go, present, base, shared, isBuiltIn, setOwn],
  );

  /** Another view as it was saved; this one too: that is a reset. `onlyOwn`: the built-in one's own records. */
  const showView = useCallback(
    (id: string | undefined, onlyOwn = false) => {
      const opened = openView(present(), id);
      const isStep = id !== (present().get(viewParam) ?? undefined) || onlyOwn !== isOwn;
      go(onlyOwn ? writeContent(opened, plain, { filter: mine }) : opened, isStep);
    },
    [go, present, plain, mine, isOwn],
  );
  const forgetOwn = useCallback(() => setOwn(noOwn), [setOwn]);

  const openId = params.get("record") ?? undefined;
  const open = useCallback(
    (id: string | undefined) => {
      const next = present();
      const wasOpen = next.has("record");
      if (id) next.set("record", id);
      else next.delete("record");
      go(next, !wasOpen || id === undefined);
    },
    [go, present],
  );

  /** Someone asked for a new record from elsewhere: `?new=1`, taken out of the address once it is heard. */
  const wantsNew = params.has("new");
  const forgetNew = useCallback(() => {
    const next = present();
    next.delete("new");
    go(next, false);
  }, [go, present]);

  return {
    params,
    /** The parameters with the view's query written out, for pages that know no views. */
    spelled: useMemo(() => spelledOut(new URLSearchParams(text), query), [text, query]),
    wantsNew,
    forgetNew,
    query,
    change,
    isOwn,
    isChanged: useMemo(
      () => isChanged(new URLSearchParams(text), isOwn ? { ...shared, filter: mine } : shared),
      [text, shared, isOwn, mine],
    ),
    showView,
    forgetOwn,
    openId,
    open,
  };
}
