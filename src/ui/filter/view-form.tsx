"use client";
/** The name of a view and who sees it. */
import { Button, Group, Radio, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { describeError } from "../feedback/describe-error";
import { FormSheet } from "../form/form-sheet";
import classes from "./filter.module.css";

export type ViewVisibility = "private" | "team" | "workspace";

interface ViewFormProps {
  title: string;
  name?: string;
  visibility?: ViewVisibility;
  onClose: () => void;
  /** Rejects with the reason when it cannot be kept so. */
  onSubmit: (name: string, visibility: ViewVisibility) => Promise<void>;
}

const choices: { value: ViewVisibility; label: string; description: string }[] = [
  { value: "private", label: "Only me", description: "Nobody else sees this view" },
  { value: "team", label: "My team", description: "Everyone in your team can open it" },
  { value: "workspace", label: "Everyone", description: "Everyone in the workspace can open it" },
];

export function ViewForm(props: ViewFormProps) {
  const [name, setName] = useState(props.name ?? "");
  const [visibility, setVisibility] = useState<ViewVisibility>(props.visibility ?? "private");
  const [isSaving, setIsSaving] = useState(false);
  const [error, setError] = useState<string>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return;
    setIsSaving(true);
    try {
      await props.onSubmit(name.trim(), visibility);
    } catch (refused) {
      const { detail, fields } = describeError(refused);
      setError(Object.values(fields)[0] ?? detail);
      setIsSaving(false);
    }
  }

  return (
    <FormSheet isOpen onClose={props.onClose} title={props.title} size={420}>
      <form className={classes.sheetContent} onSubmit={(event) => void submit(event)}>
        <TextInput
          label="Name"
          data-autofocus
          required
          maxLength={100}
          value={name}
          error={error}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setError(undefined);
          }}
        />
        <Radio.Group
          mt={14}
          label="Who sees it"
          value={visibility}
          onChange={(next) => {
            const found = choices.find((choice) => choice.value === next);
            if (found) setVisibility(found.value);
            setError(undefined);
          }}
        >
          <Stack gap={8} mt={8}>
            {choices.map((choice) => (
              <Radio key={choice.value} size="xs" {...choice} />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" mt={20}>
          <Button type="submit" loading={isSaving} disabled={!name.trim()}>
            Save
          </Button>
        </Group>
      </form>
    </FormSheet>
  );
}
