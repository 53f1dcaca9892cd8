"use client";
/** One field of a record: reads as text, becomes an editor on click, saves on Enter or on leaving. */
import { Button, Group, Loader, Text, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { describeError } from "../feedback/describe-error";
import { announce } from "../feedback/live-announcer";
import { notifyError } from "../feedback/notify";
import { FieldValue } from "../fields/field-value";
import { LazyFieldEditor } from "../fields/lazy-field-editor";
import { PersonAvatar } from "../fields/person";
import { isEmptyValue, type RecordLike, readValue } from "../fields/read-value";
import classes from "./record.module.css";

/** `base` is the value that the editor started from: someone else may have changed the record since. */
export type SaveInline = (field: FieldDescriptor, value: unknown, base: unknown) => Promise<unknown>;

export interface InlineFieldProps {
  field: FieldDescriptor;
  record: RecordLike;
  /** Absent: the field can only be read. */
  onSave?: SaveInline;
  isPhone?: boolean;
  /** Told when the editor opens, with the field's key, and with null when it closes. */
  onEditing?: (key: string | null) => void;
  /** The name of someone else who is editing it now. */
  editedBy?: string;
}

const needsButtons = new Set(["longText", "address", "multiSelect", "tags", "dateTime"]);
const savesOnChoice = new Set(["select", "user", "record", "date", "boolean"]);

export function InlineField({ field, record, onSave, isPhone, onEditing, editedBy }: InlineFieldProps) {
  const stored = readValue(record, field.key);
  const [draft, setDraft] = useState<{ value: unknown; base: unknown } | null>(null);
  const [saving, setSaving] = useState<{ value: unknown } | null>(null);
  // Why what stands in the editor could not be saved.
  const [problem, setProblem] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  // What has several parts is saved when it is said to be done, not when one part is left.
  const hasButtons = needsButtons.has(field.kind) || field.isRecurrence === true;
  const canEdit = onSave !== undefined && !field.isReadOnly && field.kind !== "id";
  const value = saving ? saving.value : stored;

  const isEditing = draft !== null;
  useEffect(() => {
    if (!isEditing || !onEditing) return;
    onEditing(field.key);
    return () => onEditing(null);
  }, [isEditing, field.key, onEditing]);

  function stop() {
    setDraft(null);
    setProblem(undefined);
    window.setTimeout(() => button.current?.focus(), 0);
  }

  async function save(next: unknown) {
    const final = isEmptyValue(next) ? null : next;
    const base = draft ? draft.base : stored;
    if (JSON.stringify(final) === JSON.stringify(base ?? null)) return stop();
    if (field.isRequired && final === null) return setProblem(`${field.label} is needed`);
    stop();
    setSaving({ value: final });
    try {
      await onSave?.(field, final, base);
      announce(`${field.label} saved`);
    } catch (error) {
      const { fields, detail } = describeError(error);
      const reason = fields[field.key];
      // What was typed is asked for again rather than lost; a choice is made again as quickly.
      const isTyped = !savesOnChoice.has(field.kind);
      if (!reason || !isTyped) notifyError(error);
      if (isTyped) {
        setDraft({ value: next, base });
        setProblem(reason ?? detail);
      }
    } finally {
      setSaving(null);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || !draft) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      stop();
    } else if (event.key === "Enter" && !savesOnChoice.has(field.kind)) {
      if (hasButtons && !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      void save(draft.value);
    }
  }

  // A convenience for the pointer alone: the pencil is the button that everyone else finds.
  const clickToEdit =
    canEdit && !draft && !saving
      ? {
          "data-editable": true,
          onClick: (event: MouseEvent) => {
            const isOwn = event.target instanceof Element && event.target.closest("a, button") === null;
            if (isOwn && window.getSelection()?.isCollapsed !== false)
              setDraft({ value: stored, base: stored });
          },
        }
      : {};

  return (
    <div className={classes.field} data-saving={saving !== null || undefined}>
      <dt className={classes.fieldLabel}>
        <Tooltip
          label={field.description}
          disabled={!field.description}
          position="top-start"
          multiline
          maw={280}
        >
          <span>{field.label}</span>
        </Tooltip>
        {editedBy ? (
          // Said to a screen reader by the list of those who are here.
          <span className={classes.editedBy} title={`${editedBy} is editing this`} aria-hidden>
            <PersonAvatar name={editedBy} size={16} />
          </span>
        ) : null}
      </dt>
      <dd className={classes.fieldValue} {...clickToEdit}>
        {draft ? (
          <div
            ref={box}
            role="group"
            aria-label={`Edit ${field.label}`}
            className={classes.fieldEditor}
            onKeyDown={onKeyDown}
            onBlur={(event) => {
              const to = event.relatedTarget;
              if (hasButtons || problem) return;
              if (to instanceof Element && (box.current?.contains(to) || to.closest("[data-portal]"))) return;
              void save(draft.value);
            }}
          >
            <LazyFieldEditor
              field={field}
              value={draft.value}
              record={record}
              isBare
              autoFocus
              error={problem}
              onChange={(next) => {
                setProblem(undefined);
                setDraft({ value: next, base: draft.base });
                if (savesOnChoice.has(field.kind)) void save(next);
              }}
            />
            {problem ? (
              <Text size="sm" c="var(--m-danger)" role="alert" mt={4}>
                {problem}
              </Text>
            ) : null}
            {hasButtons ? (
              <Group gap={8} mt={8} justify="flex-end">
                <Button variant="default" onClick={stop}>
                  Cancel
                </Button>
                <Button onClick={() => void save(draft.value)}>Save</Button>
              </Group>
            ) : null}
          </div>
        ) : (
          <>
            <span className={classes.shown}>
              <FieldValue
                field={field}
                value={value}
                record={saving ? undefined : record}
                withContactButtons={isPhone}
              />
            </span>
            {saving ? <Loader size={12} role="status" aria-label="Saving" /> : null}
            {canEdit ? (
              <button
                ref={button}
                type="button"
                className={classes.editButton}
                aria-label={`Edit ${field.label}`}
                onClick={() => setDraft({ value: stored, base: stored })}
              >
                <IconPencil size={14} aria-hidden />
              </button>
            ) : null}
          </>
        )}
      </dd>
    </div>
  );
}
