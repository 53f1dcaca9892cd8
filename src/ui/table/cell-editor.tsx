"use client";
/** The editor inside a cell: Enter saves, Esc gives up, Tab saves and goes on, leaving the cell saves. */
import { type KeyboardEvent, useRef, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { LazyFieldEditor } from "../fields/lazy-field-editor";
import { isEmptyValue, type RecordLike, readValue } from "../fields/read-value";
import { latePart } from "../late/late-part";
import classes from "./table.module.css";

const CellProblem = latePart(() => import("./cell-problem").then((part) => part.CellProblem));
const RoomyEditor = latePart(() => import("./roomy-editor").then((part) => part.RoomyEditor));

export type AfterEdit = "stay" | "next" | "previous";

interface CellEditorProps {
  row: RecordLike;
  field: FieldDescriptor;
  /** What was typed here and refused: it is there again, with the reason. */
  refused?: { value: unknown; problem: string };
  onSave: (value: unknown, after: AfterEdit) => void;
  onCancel: () => void;
}

/** These need more room than a cell has, and Enter inside them. */
const roomy = new Set(["longText", "address", "multiSelect", "tags"]);
/** These are decided by one choice, so the choice saves. */
const chosen = new Set(["select", "user", "record", "date", "boolean"]);

export function CellEditor({ row, field, refused, onSave, onCancel }: CellEditorProps) {
  const [value, setValue] = useState(refused ? refused.value : readValue(row, field.key));
  const [problem, setProblem] = useState(refused?.problem);
  const latest = useRef(value);
  const isDone = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const isRoomy = roomy.has(field.kind) || field.isRecurrence === true;

  function finish(after: AfterEdit, final = latest.current) {
    if (isDone.current) return;
    if (field.isRequired && isEmptyValue(final)) {
      setProblem(`${field.label} must not be empty`);
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
      error={problem}
      onChange={(next) => {
        latest.current = next;
        setValue(next);
        setProblem(undefined);
        if (chosen.has(field.kind)) finish("stay", next);
      }}
    />
  );

  if (isRoomy) {
    return (
      <RoomyEditor
        label={field.label}
        problem={problem}
        onKeyDown={onKeyDown}
        onCancel={cancel}
        onSave={() => finish("stay")}
      >
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
      data-wide={field.kind === "dateTime" || undefined}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        // A calendar or a list of choices is outside in a portal, but still part of this edit.
        const to = event.relatedTarget;
        if (to instanceof Element && (box.current?.contains(to) || to.closest("[data-portal]"))) return;
        // As it is, it would be refused again: it stays until it is corrected or given up.
        if (problem === undefined) finish("stay");
      }}
    >
      {editor}
      {problem ? <CellProblem>{problem}</CellProblem> : null}
    </div>
  );
}
