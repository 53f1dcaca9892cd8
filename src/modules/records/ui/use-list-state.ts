"use client";
import { useSearchParams } from "next/navigation";
// What a list shows: the address over the saved view that is open, or over the one that this person starts with.
import { useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { ListQuery, Sort } from "@/kernel/query/filter";
import { useViews, type View } from "@/modules/views/ui/use-views";
import { ownView } from "./built-in-views";
import { builtInView, type ListContent, viewParam } from "./list-address";
import { plainContent, useListQuery } from "./list-query";
import type { RecordScreen } from "./record-screen";
import { useScope, useViewer } from "./viewer";

/** A computed title is sorted by the fields it is made of. */
export const sortAsked = (screen: RecordScreen, sort: Sort[]): Sort[] =>
  sort.flatMap(({ field, order }) =>
    field === screen.title.key && screen.title.sortBy
      ? screen.title.sortBy.map((one) => ({ field: one, order }))
      : [{ field, order }],
  );

/** The other way round, for a saved sort. */
function sortShown({ title }: RecordScreen, sort: Sort[]): Sort[] {
  const parts = title.sortBy ?? [];
  const [first] = sort;
  const isTitle =
    first !== undefined &&
    parts.length > 0 &&
    parts.every((field, at) => sort[at]?.field === field && sort[at]?.order === first.order);
  return isTitle ? [{ field: title.key, order: first.order }, ...sort.slice(parts.length)] : sort;
}

function contentOf(screen: RecordScreen, view: View): ListContent {
  const { search, filter, sort = [] } = view.query as ListQuery;
  return {
    ...plainContent(view.columns.length > 0 ? view.columns : screen.columns),
    search,
    filter,
    sort: sortShown(screen, sort),
    pinned: view.pinned,
    widths: view.widths,
    groupBy: view.groupBy ?? undefined,
    calculations: view.calculations,
  };
}

/** A list as a new view keeps it: without fields that were deleted since the list was arranged. */
export function newContent(screen: RecordScreen, content: ListContent, fields: readonly FieldDescriptor[]) {
  // What steps into a related record is the server's to know.
  const isThere = (key: string) => !key.startsWith("customFields.") || fields.some((one) => one.key === key);
  const { columns, pinned, groupBy, calculations } = content;
  return savedContent(screen, {
    ...content,
    columns: columns.filter(isThere),
    pinned: pinned.filter(isThere),
    groupBy: groupBy && isThere(groupBy.split(":")[0] ?? "") ? groupBy : undefined,
    calculations: Object.fromEntries(Object.entries(calculations).filter(([key]) => isThere(key))),
  });
}

/** A list as a view keeps it. */
export function savedContent(screen: RecordScreen, content: ListContent) {
  const { search, filter, sort, columns, pinned, widths, groupBy, calculations } = content;
  return {
    query: {
      ...(search ? { search } : {}),
      ...(filter ? { filter } : {}),
      ...(sort.length > 0 ? { sort: sortAsked(screen, sort) } : {}),
    },
    columns,
    pinned,
    widths,
    groupBy: groupBy ?? null,
    calculations,
  };
}

export function useListState(screen: RecordScreen) {
  const viewer = useViewer();
  const scope = useScope();
  const asked = useSearchParams().get(viewParam);
  const canSee = scope("views:read") !== undefined;
  const { views, isKnown } = useViews(screen.name, `${viewer.tenant.id}.${viewer.userId}`, canSee);
  const view = views.find((one) => (asked ? one.id === asked : one.isDefault));
  const base = useMemo(() => (view ? contentOf(screen, view) : undefined), [screen, view]);
  const state = useListQuery(screen, base);
  const { showView, forgetOwn, isOwn } = state;
  const hasDefault = views.some((one) => one.isDefault);

  return {
    ...state,
    views,
    /** The saved view that is open; undefined is a built-in one. */
    view,
    /** Of the saved or built-in view; undefined is everything. */
    viewId: view?.id ?? (isOwn ? ownView : undefined),
    /** False until it is certain which rows to ask for. */
    isReady: isKnown,
    canSave: scope("views:write") !== undefined && canSee,
    openView(id: string | undefined) {
      // Opening the built-in view again is a reset: the reader's own arrangement goes with it.
      if (!id && !view && !isOwn) forgetOwn();
      const isOwnAsked = id === ownView;
      showView((isOwnAsked ? undefined : id) ?? (hasDefault ? builtInView : undefined), isOwnAsked);
    },
    reset() {
      if (!view) forgetOwn();
      showView(asked ?? undefined, isOwn);
    },
  };
}

export type ListState = ReturnType<typeof useListState>;
