"use client";
// What every row of a file has in a field that no column fills: a pipeline, an owner, a status.
import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { ImportKind } from "../plan-schema";
import classes from "./import.module.css";

interface FixedValuesProps {
  kind: ImportKind;
  filled: ReadonlySet<string>;
  fixed: Record<string, string>;
  onChange: (fixed: Record<string, string>) => void;
}

export function FixedValues({ kind, filled, fixed, onChange }: FixedValuesProps) {
  const [isAdding, setIsAdding] = useState(false);
  const free = kind.fields.filter(({ field }) => field !== "id" && !filled.has(field) && !(field in fixed));
  return (
    <div className={classes.fixed}>
      {Object.entries(fixed).map(([key, value]) => {
        const field = kind.fields.find((one) => one.field === key);
        const label = `${field?.label ?? key} in every row`;
        const set = (next: string) => onChange({ ...fixed, [key]: next });
        return (
          <div key={key} className={classes.fixedOne}>
            {field && field.options.length > 0 ? (
              <NativeSelect
                label={label}
                value={value}
                data={field.options.map((one) => ({ value: one.value, label: one.label }))}
                onChange={(event) => set(event.currentTarget.value)}
              />
            ) : (
              <TextInput label={label} value={value} onChange={(event) => set(event.currentTarget.value)} />
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${label}`}
              onClick={() =>
                onChange(Object.fromEntries(Object.entries(fixed).filter(([one]) => one !== key)))
              }
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        );
      })}
      {isAdding ? (
        <NativeSelect
          label="The same in every row"
          value=""
          data={[
            { value: "", label: "Which field?" },
            ...free.map(({ field, label }) => ({ value: field, label })),
          ]}
          onChange={(event) => {
            const field = free.find((one) => one.field === event.currentTarget.value);
            if (field) onChange({ ...fixed, [field.field]: field.options[0]?.value ?? "" });
            setIsAdding(false);
          }}
        />
      ) : (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => setIsAdding(true)}
        >
          Same value in every row
        </Button>
      )}
    </div>
  );
}
