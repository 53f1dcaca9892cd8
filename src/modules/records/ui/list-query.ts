"use client";
// The state of a list lives in the address: a link shares it, and back takes it back. How wide the columns are is the
// reader's own and stays in their browser.
import { useLocalStorage } from "@mantine/hooks";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import type { Filter, ListQuery, Sort } from "@/kernel/query/filter";
import { isObject } from "@/ui/fields/read-value";
import type { TableLayout } from "@/ui/table/table-props";

function readFilter(text: string | null): Filter | undefined {
  if (!text) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? (parsed as Filter) : undefined;
  } catch (cause) {
    // A link cut short in a mail filters nothing.
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function readSort(text: string | null): Sort[] {
  return (text ?? "")
    .split(",")
    .filter(Boolean)
    .map((part) =>
      part.startsWith("-") ? { field: part.slice(1), order: "desc" } : { field: part, order: "asc" },
    );
}

export const writeSort = (sort: Sort[]): string =>
  sort.map(({ field, order }) => (order === "desc" ? `-${field}` : field)).join(",");

export function readListQuery(params: URLSearchParams): ListQuery {
  const columns = params.get("columns")?.split(",").filter(Boolean);
  return {
    search: params.get("search") ?? undefined,
    filter: readFilter(params.get("filter")),
    sort: readSort(params.get("sort")),
    columns: columns && columns.length > 0 ? columns : undefined,
  };
}

function writeListQuery(params: URLSearchParams, query: ListQuery): URLSearchParams {
  const next = new URLSearchParams(params);
  const put = (name: string, value: string | undefined) =>
    value ? next.set(name, value) : next.delete(name);
  put("search", query.search);
  put("filter", query.filter ? JSON.stringify(query.filter) : undefined);
  put("sort", writeSort(query.sort ?? []));
  put("columns", query.columns?.join(","));
  return next;
}

const emptyLayout: TableLayout = { widths: {}, pinned: [] };

export function useListQuery(plural: string, defaultColumns: string[]) {
  const pathname = usePathname();
  const params = useSearchParams();
  const text = params.toString();
  const query = useMemo(() => readListQuery(new URLSearchParams(text)), [text]);
  const [ownColumns, setOwnColumns] = useLocalStorage<string[] | null>({
    key: `meridian.columns.${plural}`,
    defaultValue: null,
  });
  const [layout, setLayout] = useLocalStorage<TableLayout>({
    key: `meridian.layout.${plural}`,
    defaultValue: emptyLayout,
  });

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
  const change = useCallback(
    (changes: Partial<ListQuery>) => {
      const now = present();
      go(writeListQuery(now, { ...readListQuery(now), ...changes }), false);
      if (changes.columns) setOwnColumns(changes.columns);
    },
    [go, present, setOwnColumns],
  );

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
    wantsNew,
    forgetNew,
    query,
    columns: query.columns ?? ownColumns ?? defaultColumns,
    change,
    layout,
    setLayout,
    openId,
    open,
  };
}
