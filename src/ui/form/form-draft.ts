"use client";
/** What someone typed into a form outlives a reload: kept for the tab, removed when it is saved or thrown away. */
import { useEffect, useState } from "react";
import { isObject } from "../fields/read-value";

const prefix = "meridian.draft.";

function readDraft(key: string): Record<string, unknown> | undefined {
  const stored = window.sessionStorage.getItem(prefix + key);
  if (!stored) return undefined;
  try {
    const parsed: unknown = JSON.parse(stored);
    return isObject(parsed) ? parsed : undefined;
  } catch (cause) {
    // A draft that cannot be read is no draft.
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

export function clearDraft(key: string): void {
  window.sessionStorage.removeItem(prefix + key);
}

export function useFormDraft<Values extends Record<string, unknown>>(
  key: string | undefined,
  initial: Values,
) {
  const [values, setValues] = useState(initial);
  const [isRestored, setIsRestored] = useState(false);

  useEffect(() => {
    const draft = key ? readDraft(key) : undefined;
    if (!draft) return;
    setValues((before) => ({ ...before, ...draft }));
    setIsRestored(true);
  }, [key]);

  return {
    values,
    isRestored,
    change(next: Values) {
      setValues(next);
      if (key) window.sessionStorage.setItem(prefix + key, JSON.stringify(next));
    },
    discard() {
      if (key) clearDraft(key);
      setValues(initial);
      setIsRestored(false);
    },
  };
}
