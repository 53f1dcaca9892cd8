"use client";
/**
 * The editor of a field, fetched apart from the page: calendars and pickers weigh more than the list they edit. Lines of
 * text are there at once, and the rest as soon as the page has come to rest, so that no key is lost.
 */
import { useEffect } from "react";
import { latePart } from "../late/late-part";
import { type FieldEditorProps, TextEditor } from "./text-editor";

const Editor = latePart(() => import("./field-editor").then((part) => part.FieldEditor));

const linesOfText = new Set(["text", "email", "phone", "url", "id"]);

export function LazyFieldEditor(props: FieldEditorProps) {
  const isText = linesOfText.has(props.field.kind) && !props.field.isRecurrence;
  return isText ? <TextEditor {...props} /> : <Editor {...props} />;
}

/** Fetches the editors once the page has come to rest. */
export function usePreloadedEditors(): void {
  useEffect(() => {
    const idle = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 300));
    idle(Editor.fetchAhead);
  }, []);
}
