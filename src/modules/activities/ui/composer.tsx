"use client";
// Writes down what happened or will: a note, a call, an e-mail, a task, a meeting, on the record that is shown.
import { Button, Group, Select, Textarea, TextInput } from "@mantine/core";
import { IconCheckbox, IconMail, IconNote, IconPhone, IconUsers } from "@tabler/icons-react";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import type { RecordScreen } from "@/modules/records/ui/record-screen";
import { useScope } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { useCommands } from "@/ui/commands/command-provider";
import { notifyError } from "@/ui/feedback/notify";
import { useLocale } from "@/ui/fields/locale";
import { clearDraft, useFormDraft } from "@/ui/form/form-draft";
import { minutesFromWords } from "../call-words";
import classes from "./activities.module.css";
import { CallFields, callOf } from "./call-fields";
import { momentOf, splitWhen } from "./local-time";
import { shortMoment } from "./moment-text";
import { useMentions } from "./use-mentions";
import { type About, useTaskActions } from "./use-task-actions";

const kinds = [
  {
    kind: "note",
    label: "Note",
    icon: IconNote,
    ask: "What is worth remembering? @ names a colleague",
    save: "Add the note",
  },
  { kind: "call", label: "Call", icon: IconPhone, ask: "What was said?", save: "Log the call" },
  { kind: "email", label: "E-mail", icon: IconMail, ask: "What was written?", save: "Log the e-mail" },
  { kind: "task", label: "Task", icon: IconCheckbox, ask: "Send the offer next tue 9", save: "Add the task" },
  { kind: "meeting", label: "Meeting", icon: IconUsers, ask: "What is it about?", save: "Plan the meeting" },
] as const;
type Kind = (typeof kinds)[number]["kind"];

const halfHour = 1_800_000;

type Draft = {
  kind: Kind;
  text: string;
  subject: string;
  direction: "outbound" | "inbound";
  when: string;
  outcome: string;
  length: string;
};

const blank: Draft = {
  kind: "note",
  text: "",
  subject: "",
  direction: "outbound",
  when: "",
  outcome: "",
  length: "",
};

export function RecordComposer({ screen, record }: { screen: RecordScreen; record: RecordRow }) {
  const scope = useScope();
  return scope("activities:write") ? (
    <Composer about={{ type: screen.name as About["type"], id: record.id }} />
  ) : null;
}

/** What is written and not yet added stays for as long as the tab, like the draft of a form. */
function Composer({ about }: { about: About }) {
  const client = useTRPCClient();
  const actions = useTaskActions();
  const { tag } = useLocale();
  const draftKey = `compose.${about.id}`;
  const draft = useFormDraft(draftKey, blank);
  const { kind, text, subject, direction, when, outcome, length } = { ...blank, ...draft.values };
  const change = (changes: Partial<Draft>) => draft.change({ ...draft.values, ...changes });
  const [isSaving, setIsSaving] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const mentions = useMentions({
    isActive: kind === "note",
    field,
    onText: (next) => change({ text: next }),
  });
  const shown = kinds.find((one) => one.kind === kind) ?? kinds[0];
  const relatedTo = { type: about.type, id: about.id };
  const task = splitWhen(text);
  const at = momentOf(when);
  const minutes = minutesFromWords(length);
  const isReady =
    (text.trim() !== "" || (kind === "call" && outcome !== "")) &&
    (kind !== "meeting" || at !== undefined) &&
    (kind !== "call" || length.trim() === "" || minutes !== undefined);

  const choose = (next: Kind) => {
    change({ kind: next });
    field.current?.focus();
  };
  useCommands([
    { id: "compose-note", label: "Write a note", group: "Record", shortcut: "N", run: () => choose("note") },
    { id: "compose-call", label: "Log a call", group: "Record", shortcut: "L", run: () => choose("call") },
    { id: "compose-task", label: "Add a task", group: "Record", shortcut: "T", run: () => choose("task") },
  ]);

  async function send() {
    const content = text.trim();
    switch (kind) {
      case "note":
        return client.notes.create.mutate({ content: mentions.encode(content), relatedTo });
      case "call":
        return client.communications.create.mutate(
          callOf({ outcome, minutes, text: content, direction }, relatedTo),
        );
      case "email":
        return client.communications.create.mutate({
          type: kind,
          direction,
          content,
          ...(subject.trim() ? { subject: subject.trim() } : {}),
          relatedTo,
        });
      case "task":
        return client.tasks.create.mutate({
          title: task.title,
          ...(task.at ? { dueDate: task.at } : {}),
          relatedTo,
        });
      case "meeting": {
        const start = new Date(at ?? Date.now());
        return client.calendarEvents.create.mutate({
          title: content,
          startTime: start.toISOString(),
          endTime: new Date(start.getTime() + 2 * halfHour).toISOString(),
          relatedTo,
        });
      }
    }
  }

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!isReady || isSaving) return;
    setIsSaving(true);
    try {
      await send();
      change({ text: "", subject: "", when: "", outcome: "", length: "" });
      clearDraft(draftKey);
      actions.refresh();
    } catch (error) {
      notifyError(error);
    } finally {
      setIsSaving(false);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (mentions.handleKey(event)) return;
    // Back to the keys of the page; what is written stays.
    if (event.key === "Escape") {
      event.stopPropagation();
      field.current?.blur();
    }
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      void submit();
    }
  }

  return (
    <section className={classes.composer} aria-label="Write down">
      <fieldset className={classes.kinds} aria-label="Kind">
        {kinds.map(({ kind: one, label, icon: Icon }) => (
          <Button
            key={one}
            size="compact-sm"
            variant={one === kind ? "light" : "subtle"}
            color={one === kind ? undefined : "gray"}
            aria-pressed={one === kind}
            leftSection={<Icon size={14} />}
            onClick={() => choose(one)}
          >
            {label}
          </Button>
        ))}
      </fieldset>
      <form onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown}>
        {kind === "email" ? (
          <TextInput
            size="xs"
            aria-label="Subject"
            placeholder="Subject"
            value={subject}
            onChange={(event) => change({ subject: event.currentTarget.value })}
          />
        ) : null}
        <Textarea
          ref={field}
          aria-label={shown.label}
          placeholder={shown.ask}
          autosize
          minRows={kind === "task" || kind === "meeting" ? 1 : 2}
          maxRows={12}
          value={text}
          {...mentions.field}
          onChange={(event) => {
            change({ text: event.currentTarget.value });
            mentions.look();
          }}
          onKeyUp={mentions.look}
          onClick={mentions.look}
        />
        {mentions.offered}
        {text || kind === "meeting" || kind === "call" ? (
          <Group justify="space-between" gap={8}>
            <Group gap={8}>
              {kind === "call" || kind === "email" ? (
                <Select
                  size="xs"
                  w={120}
                  aria-label="Direction"
                  allowDeselect={false}
                  data={[
                    { value: "outbound", label: "Outgoing" },
                    { value: "inbound", label: "Incoming" },
                  ]}
                  value={direction}
                  onChange={(next) => change({ direction: next === "inbound" ? "inbound" : "outbound" })}
                />
              ) : null}
              {kind === "call" ? (
                <CallFields
                  outcome={outcome}
                  length={length}
                  onOutcome={(next) => change({ outcome: next })}
                  onLength={(next) => change({ length: next })}
                />
              ) : null}
              {kind === "meeting" ? (
                <TextInput
                  size="xs"
                  aria-label="When, in words"
                  placeholder="thu 14:00"
                  value={when}
                  onChange={(event) => change({ when: event.currentTarget.value })}
                />
              ) : null}
              <span className={classes.meant} role="status">
                {kind === "task"
                  ? task.at
                    ? shortMoment(task.at, tag)
                    : "End with a time, such as “tomorrow 9”"
                  : kind === "meeting"
                    ? at
                      ? shortMoment(at, tag)
                      : "Say when"
                    : null}
              </span>
            </Group>
            <Button type="submit" loading={isSaving} disabled={!isReady}>
              {shown.save}
            </Button>
          </Group>
        ) : null}
      </form>
    </section>
  );
}
