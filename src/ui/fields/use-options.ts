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
  const [state, setState] = useState<{ answers?: string; options: SourceOption[]; error?: string }>({
    options: none,
  });
  useEffect(() => {
    if (!isOpen) return;
    let isCurrent = true;
    setState(({ options }) => ({ options }));
    loadOptions(kind, recordType, settled).then(
      (options) => isCurrent && setState({ answers: settled, options }),
      (error) =>
        isCurrent && setState({ answers: settled, options: none, error: describeError(error).detail }),
    );
    return () => {
      isCurrent = false;
    };
  }, [loadOptions, kind, recordType, settled, isOpen]);
  // Until the answer to just this is there, what is shown answers something else.
  return { options: state.options, error: state.error, isLoading: isOpen && state.answers !== query };
}
