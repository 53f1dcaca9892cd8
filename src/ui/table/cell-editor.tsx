"use client";
/** The editor inside a cell: Enter saves, Esc gives up, Tab saves and goes on, leaving the cell saves. */
import dynamic from "next/dynamic";
import { type KeyboardEvent, useRef, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { announce } from "../feedback/live-announcer";
import { LazyFieldEditor } from "../fields/lazy-field-editor";
import { isEmptyValue, type RecordLike, readValue } from "../fields/read-value";
import classes from "./table.module.css";

const RoomyEditor = dynamic(() => import("./roomy-editor").then((part) => part.RoomyEditor), { ssr: false });

export type AfterEdit = "stay" | "next" | "previous";

interface CellEditorProps {
  row: RecordLike;
  field: FieldDescriptor;
  onSave: (value: unknown, after: AfterEdit) => void;
  onCancel: () => void;
}

/** These need more room than a cell has, and Enter inside them. */
const roomy = new Set(["longText", "address", "multiSelect", "tags"]);
/** These are decided by one choice, so the choice saves. */
const chosen = new Set(["select", "user", "record", "date", "boolean"]);

export function CellEditor({ row, field, onSave, onCancel }: CellEditorProps) {
  const [value, setValue] = useState(readValue(row, field.key));
  const [isMissing, setIsMissing] = useState(false);
  const latest = useRef(value);
  const isDone = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const isRoomy = roomy.has(field.kind) || field.isRecurrence === true;

  function finish(after: AfterEdit, final = latest.current) {
    if (isDone.current) return;
    if (field.isRequired && isEmptyValue(final)) {
      setIsMissing(true);
      announce(`${field.label} must not be empty`);
      return;
    }
    isDone.current = true;
    onSave(final, after);
  }

  function cancel() {
    isDone.current = true;
    onCancel();
  }

  function onKeyDown(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      cancel();
    } else if (event.key === "Tab" && !isRoomy) {
      event.preventDefault();
      finish(event.shiftKey ? "previous" : "next");
    } else if (
      event.key === "Enter" &&
      (isRoomy ? event.metaKey || event.ctrlKey : !chosen.has(field.kind))
    ) {
      event.preventDefault();
      finish("stay");
    }
  }

  const editor = (
    <LazyFieldEditor
      field={field}
      value={value}
      record={row}
      isBare
      autoFocus
      error={isMissing}
      onChange={(next) => {
        latest.current = next;
        setValue(next);
        setIsMissing(false);
        if (chosen.has(field.kind)) finish("stay", next);
      }}
    />
  );

  if (isRoomy) {
    return (
      <RoomyEditor label={field.label} onKeyDown={onKeyDown} onCancel={cancel} onSave={() => finish("stay")}>
        {editor}
      </RoomyEditor>
    );
  }
  return (
    <div
      ref={box}
      role="group"
      aria-label={`Edit ${field.label}`}
      className={classes.editor}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        // A calendar or a list of choices is outside in a portal, but still part of this edit.
        const to = event.relatedTarget;
        if (to instanceof Element && (box.current?.contains(to) || to.closest("[data-portal]"))) return;
        finish("stay");
      }}
    >
      {editor}
    </div>
  );
}
