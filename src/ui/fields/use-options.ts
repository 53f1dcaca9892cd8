"use client";
/** The choices for what was typed, from the page's field sources: waits 150 ms, drops answers that come too late. */
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { describeError } from "../feedback/describe-error";
import type { FieldSources, SourceOption } from "./field-sources";

const none: SourceOption[] = [];

export function useOptions(
  loadOptions: FieldSources["loadOptions"],
  kind: "user" | "record" | "tags",
  recordType: string | undefined,
  query: string,
  isOpen: boolean,
): { options: SourceOption[]; isLoading: boolean; error?: string } {
  const [settled] = useDebouncedValue(query, 150);
  const [state, setState] = useState<{ options: SourceOption[]; isLoading: boolean; error?: string }>({
    options: none,
    isLoading: false,
  });
  useEffect(() => {
    if (!isOpen) return;
    let isCurrent = true;
    setState((before) => ({ ...before, isLoading: true }));
    loadOptions(kind, recordType, settled).then(
      (options) => isCurrent && setState({ options, isLoading: false }),
      (error) =>
        isCurrent && setState({ options: none, isLoading: false, error: describeError(error).detail }),
    );
    return () => {
      isCurrent = false;
    };
  }, [loadOptions, kind, recordType, settled, isOpen]);
  return { ...state, isLoading: isOpen && (state.isLoading || settled !== query) };
}
