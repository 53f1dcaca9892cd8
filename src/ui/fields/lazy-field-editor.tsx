"use client";
/**
 * The editor of a field, fetched apart from the page: calendars and pickers weigh more than the list they edit. Lines of
 * text are there at once, and the rest as soon as the page has come to rest, so that no key is lost.
 */
import { type ComponentType, useEffect, useState } from "react";
import { type FieldEditorProps, TextEditor } from "./text-editor";

// Kept here rather than in React.lazy, which would still wait a turn for what has long been there.
let loaded: ComponentType<FieldEditorProps> | undefined;

async function load(): Promise<void> {
  loaded ??= (await import("./field-editor")).FieldEditor;
}

const linesOfText = new Set(["text", "email", "phone", "url", "id"]);

export function LazyFieldEditor(props: FieldEditorProps) {
  const isText = linesOfText.has(props.field.kind) && !props.field.isRecurrence;
  const [Editor, setEditor] = useState(() => loaded);
  useEffect(() => {
    if (!isText && !Editor) void load().then(() => setEditor(() => loaded));
  }, [isText, Editor]);
  if (isText) return <TextEditor {...props} />;
  return Editor ? <Editor {...props} /> : null;
}

/** Fetches the editors once the page has come to rest. */
export function usePreloadedEditors(): void {
  useEffect(() => {
    const idle = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 300));
    idle(() => void load());
  }, []);
}
