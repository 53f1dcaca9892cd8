"use client";
/** The editor of a field, fetched apart from the page: calendars and pickers weigh more than the list they edit. */
import dynamic from "next/dynamic";
import { useEffect } from "react";

const load = () => import("./field-editor").then((part) => part.FieldEditor);

export const LazyFieldEditor = dynamic(load, { ssr: false });

/** Fetches the editors once the page has come to rest, so that none is waited for when it is opened. */
export function usePreloadedEditors(): void {
  useEffect(() => {
    const idle = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 300));
    idle(() => void load());
  }, []);
}
