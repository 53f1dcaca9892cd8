"use client";
// The saved views of a record type, and what can be done with them. What was last seen of them is kept in the browser,
// so that a list opens with the right one at once.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { asOneChange, useRevert } from "@/modules/changes/ui/undo-toasts";
import { useTRPC, useTRPCClient } from "@/surfaces/rpc/client";
import { notifyDone } from "@/ui/feedback/notify";
import { notifyUndo } from "@/ui/feedback/undo";
import type { NewView, View, ViewPatch } from "../schema";

export type { View } from "../schema";
export type Visibility = View["visibility"];

const none: View[] = [];
const keyOf = (owner: string, recordType: string) => `meridian.views.${owner}.${recordType}`;

function readKept(key: string): View[] | undefined {
  const text = window.localStorage.getItem(key);
  if (!text) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as View[]) : undefined;
  } catch (cause) {
    // Edited by hand: the server knows better in a moment.
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** `owner` is whose views are kept: workspace and person. */
export function useViews(recordType: string, owner: string, isEnabled: boolean) {
  const trpc = useTRPC();
  const key = keyOf(owner, recordType);
  const kept = useMemo(() => (isEnabled ? readKept(key) : undefined), [key, isEnabled]);
  const { data, error } = useQuery(
    trpc.views.list.queryOptions(
      { recordType },
      { enabled: isEnabled, staleTime: 30_000, initialData: kept, initialDataUpdatedAt: 0 },
    ),
  );
  useEffect(() => {
    if (data) window.localStorage.setItem(key, JSON.stringify(data));
  }, [key, data]);
  return { views: data ?? none, isKnown: !isEnabled || data !== undefined || error !== null };
}

const everyType = {};

/** The views that the person keeps in the sidebar, of every record type. */
export function useFavouriteViews(isEnabled: boolean): View[] {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.views.list.queryOptions(everyType, { enabled: isEnabled, staleTime: 60_000 }),
  );
  return useMemo(() => data?.filter((view) => view.isFavourite) ?? none, [data]);
}

export function useViewActions(recordType: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const revert = useRevert();
  return useMemo(() => {
    const queryKey = trpc.views.list.queryKey({ recordType });
    const put = (view: View) =>
      queryClient.setQueryData(queryKey, (before) =>
        before?.some((one) => one.id === view.id)
          ? before.map((one) => (one.id === view.id ? view : one))
          : [...(before ?? []), view],
      );
    const refreshSidebar = () =>
      queryClient.invalidateQueries({ queryKey: trpc.views.list.queryKey(everyType) });
    const refresh = () => Promise.all([queryClient.invalidateQueries({ queryKey }), refreshSidebar()]);
    /** One thing to undo, in words of its own. */
    async function done<T>(message: string, work: () => Promise<T>, onUndone?: () => void): Promise<T> {
      const { result, changeIds } = await asOneChange(work);
      if (changeIds.length > 0)
        notifyUndo({
          message,
          onUndo: async () => {
            await revert(changeIds);
            await refresh();
            onUndone?.();
          },
        });
      return result;
    }
    return {
      async create(view: NewView, onUndone: () => void): Promise<View> {
        const made = await done(
          `View “${view.name}” saved`,
          () => client.views.create.mutate(view),
          onUndone,
        );
        put(made);
        return made;
      },
      async update(view: View, patch: ViewPatch): Promise<void> {
        try {
          put(
            await done(`View “${patch.name ?? view.name}” changed`, () =>
              client.views.update.mutate({ viewId: view.id, ifVersion: view.version, ...patch }),
            ),
          );
          if (view.isFavourite) await refreshSidebar();
        } catch (error) {
          // Somebody else's change is what the next try must be made over.
          await refresh();
          throw error;
        }
      },
      async remove(view: View): Promise<void> {
        await done(`View “${view.name}” deleted`, () => client.views.delete.mutate({ viewId: view.id }));
        queryClient.setQueryData(queryKey, (before) => before?.filter((one) => one.id !== view.id));
        if (view.isFavourite) await refreshSidebar();
      },
      async setDefault(view: View, isDefault: boolean): Promise<void> {
        await client.views.setDefault.mutate({ viewId: view.id, isDefault });
        await refresh();
        notifyDone(isDefault ? `Your list opens with “${view.name}”` : "Your list opens with everything");
      },
      async setFavourite(view: View, isFavourite: boolean): Promise<void> {
        put(await client.views.favourite.mutate({ viewId: view.id, isFavourite }));
        await refreshSidebar();
        notifyDone(isFavourite ? `“${view.name}” is in your sidebar` : `“${view.name}” left your sidebar`);
      },
    };
  }, [trpc, client, queryClient, revert, recordType]);
}
