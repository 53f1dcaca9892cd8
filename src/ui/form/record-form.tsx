"use client";
/** A form from field descriptors: required marks, the server's errors at their fields, drafts, mod+Enter. */
import { Alert, Anchor, Button, Group, Text, Title } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { describeError } from "../feedback/describe-error";
import { RequestId } from "../feedback/notify";
import { FieldEditor } from "../fields/field-editor";
import { isEmptyValue, readValue, withValue } from "../fields/read-value";
import classes from "./form.module.css";
import { useFormDraft } from "./form-draft";

export interface FormSection {
  title?: string;
  description?: string;
  /** Keys of fields, in order. */
  fields: string[];
}

export interface RecordFormProps {
  fields: FieldDescriptor[];
  /** All writable fields in one section when left out. */
  sections?: FormSection[];
  initial?: Record<string, unknown>;
  /** What was typed survives a reload under this name ("contact.new"). */
  draftKey?: string;
  submitLabel: string;
  /** A rejection is shown at its fields and above the buttons; what was typed stays. */
  onSubmit: (values: Record<string, unknown>) => Promise<unknown>;
  onCancel?: () => void;
  /** Called while typing: to look for duplicates. */
  onValuesChange?: (values: Record<string, unknown>) => void;
  /** Behind the fields: what is chosen in a way of its own. */
  after?: ReactNode;
  /** Shown above the buttons: a duplicate warning. */
  notice?: ReactNode;
}

export function RecordForm(props: RecordFormProps) {
  const { fields, initial, draftKey, submitLabel, onSubmit, onCancel, onValuesChange, notice } = props;
  const draft = useFormDraft(draftKey, initial ?? {});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<{ title: string; detail: string; requestId?: string } | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const formRef = useRef<HTMLFormElement>(null);
  const formId = useId();
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const sections = props.sections ?? [
    { fields: fields.filter((field) => !field.isReadOnly).map((field) => field.key) },
  ];
  const shown = sections.flatMap((section) => section.fields.flatMap((key) => byKey.get(key) ?? []));
  const firstKey = shown[0]?.key;
  const idOf = (key: string) => `${formId}-${key.replace(/\W/g, "-")}`;

  function change(key: string, value: unknown) {
    const next = withValue(draft.values, key, value);
    draft.change(next);
    onValuesChange?.(next);
    if (errors[key]) setErrors(({ [key]: _gone, ...rest }) => rest);
  }

  function showErrors(found: Record<string, string>) {
    setErrors(found);
    const first = shown.find((field) => found[field.key]);
    if (first) formRef.current?.querySelector<HTMLElement>(`#${CSS.escape(idOf(first.key))}`)?.focus();
  }

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (isSaving) return;
    // What is missing and what is wrong is told at once, by the one who knows both.
    setIsSaving(true);
    setFailure(null);
    try {
      await onSubmit(draft.values);
      draft.discard();
    } catch (error) {
      const described = describeError(error);
      setFailure(described);
      showErrors(inWords(described.fields));
    } finally {
      setIsSaving(false);
    }
  }

  /** The server speaks to programs too, and names fields as they do. */
  function inWords(messages: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(messages).map(([key, message]) => {
        const field = byKey.get(key);
        if (!field) return [key, message];
        const isMissing = field.isRequired && isEmptyValue(readValue(draft.values, key));
        const rest = message.startsWith(`${key} `) ? `${field.label}${message.slice(key.length)}` : message;
        return [key, isMissing ? `${field.label} is needed` : rest];
      }),
    );
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      void submit();
    }
  }

  const listed = Object.entries(errors);
  return (
    <form ref={formRef} noValidate className={classes.form} onSubmit={submit} onKeyDown={onKeyDown}>
      <div className={classes.body}>
        {draft.isRestored ? (
          <Group className={classes.restored} gap={8}>
            <Text size="sm">What you typed before is still here.</Text>
            <Anchor component="button" type="button" size="sm" onClick={draft.discard}>
              Start afresh
            </Anchor>
          </Group>
        ) : null}
        {sections.map((section) => (
          <section key={section.title ?? section.fields.join()} className={classes.section}>
            {section.title ? <Title order={3}>{section.title}</Title> : null}
            {section.description ? (
              <Text size="sm" c="dimmed">
                {section.description}
              </Text>
            ) : null}
            <div className={classes.grid}>
              {section.fields.map((key) => {
                const field = byKey.get(key);
                return field ? (
                  <div key={key} data-wide={isWide(field) || undefined}>
                    <FieldEditor
                      id={idOf(key)}
                      field={field}
                      value={readValue(draft.values, key)}
                      record={draft.values}
                      error={errors[key]}
                      autoFocus={key === firstKey}
                      onChange={(value) => change(key, value)}
                    />
                  </div>
                ) : null;
              })}
            </div>
          </section>
        ))}
        {props.after}
      </div>
      <div className={classes.footer}>
        {failure || listed.length > 0 ? (
          <Alert
            color="red"
            variant="light"
            role="alert"
            title={failure?.title ?? "Some fields need a look"}
            className={classes.alert}
          >
            {failure && listed.length === 0 ? <Text size="sm">{failure.detail}</Text> : null}
            {listed.length > 0 ? (
              <ul className={classes.errorList}>
                {listed.map(([key, message]) => (
                  <li key={key}>
                    <a href={`#${idOf(key)}`} onClick={(event) => focusField(event, idOf(key))}>
                      {byKey.get(key)?.label ?? key}
                    </a>
                    {/* The sentence mostly begins with the name. */}
                    {message.startsWith(byKey.get(key)?.label ?? key)
                      ? message.slice((byKey.get(key)?.label ?? key).length)
                      : `: ${message}`}
                  </li>
                ))}
              </ul>
            ) : null}
            {failure?.requestId ? <RequestId id={failure.requestId} /> : null}
          </Alert>
        ) : null}
        {notice}
        <Group justify="flex-end" gap={8}>
          {onCancel ? (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          ) : null}
          <Button type="submit" loading={isSaving} aria-keyshortcuts="Control+Enter Meta+Enter">
            {submitLabel}
          </Button>
        </Group>
      </div>
    </form>
  );
}

function focusField(event: { preventDefault: () => void }, id: string) {
  event.preventDefault();
  document.getElementById(id)?.focus();
}

function isWide(field: FieldDescriptor): boolean {
  return ["longText", "address", "tags", "multiSelect"].includes(field.kind);
}
