"use client";
/** The closed list of a select: write, add, remove; Enter adds the next. */
import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";

export interface Option {
  /** Keeps its row while the label is being written. */
  key: string;
  value?: string;
  label: string;
  color?: string;
}

interface OptionsEditorProps {
  options: Option[];
  onChange: (options: Option[]) => void;
  onAdd: () => Option;
  error?: string;
}

export function OptionsEditor({ options, onChange, onAdd, error }: OptionsEditorProps) {
  return (
    <Stack gap={6} role="group" aria-label="List">
      <Input.Label component="div">List</Input.Label>
      {options.map((option, index) => (
        <Group key={option.key} gap={6} wrap="nowrap">
          <TextInput
            aria-label={`Entry ${index + 1}`}
            flex={1}
            maxLength={100}
            value={option.label}
            onChange={(event) => {
              const { value: label } = event.currentTarget;
              onChange(options.map((one) => (one.key === option.key ? { ...one, label } : one)));
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.metaKey || event.ctrlKey) return;
              event.preventDefault();
              onChange([...options.slice(0, index + 1), onAdd(), ...options.slice(index + 1)]);
            }}
          />
          <ActionIcon
            aria-label={`Remove ${option.label || `entry ${index + 1}`}`}
            disabled={options.length === 1}
            onClick={() => onChange(options.filter((one) => one.key !== option.key))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      {error ? (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      ) : null}
      <Group>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={15} />}
          onClick={() => onChange([...options, onAdd()])}
        >
          Add an entry
        </Button>
      </Group>
    </Stack>
  );
}
