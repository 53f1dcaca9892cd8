"use client";
/** Two people changed the same record: field by field, yours, theirs and what it was before; a choice for each. */
import { Button, Group, Radio, Text } from "@mantine/core";
import { useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { formatValue } from "../fields/format";
import { useLocale } from "../fields/locale";
import form from "../form/form.module.css";
import { FormSheet } from "../form/form-sheet";
import classes from "./record.module.css";

export interface FieldConflict {
  field: FieldDescriptor;
  before: unknown;
  yours: unknown;
  theirs: unknown;
}

export interface ConflictDialogProps {
  conflicts: FieldConflict[];
  /** Who changed it meanwhile. */
  theirName: string;
  /** The chosen value of every field in conflict, by key. */
  onResolve: (values: Record<string, unknown>) => void;
  onClose: () => void;
}

export function ConflictDialog({ conflicts, theirName, onResolve, onClose }: ConflictDialogProps) {
  const { tag: locale } = useLocale();
  const [chosen, setChosen] = useState<Record<string, "yours" | "theirs">>({});
  const isComplete = conflicts.every((conflict) => chosen[conflict.field.key]);
  return (
    <FormSheet isOpen={conflicts.length > 0} onClose={onClose} title={`${theirName} changed this meanwhile`}>
      <div className={form.body}>
        <Text size="sm" c="dimmed">
          Choose what to keep. Nothing of yours is lost until you save.
        </Text>
        {conflicts.map(({ field, before, yours, theirs }) => (
          <Radio.Group
            key={field.key}
            label={field.label}
            className={classes.conflict}
            value={chosen[field.key] ?? null}
            onChange={(value) =>
              setChosen({ ...chosen, [field.key]: value === "theirs" ? "theirs" : "yours" })
            }
          >
            <Text size="xs" c="dimmed">
              Before: {formatValue(field, before, locale)}
            </Text>
            <div className={classes.conflictChoices}>
              <Radio.Card
                value="yours"
                className={classes.conflictCard}
                data-autofocus={field === conflicts[0]?.field || undefined}
              >
                <Radio.Indicator />
                <span>
                  <b>Yours</b>
                  <br />
                  {formatValue(field, yours, locale)}
                </span>
              </Radio.Card>
              <Radio.Card value="theirs" className={classes.conflictCard}>
                <Radio.Indicator />
                <span>
                  <b>{theirName}</b>
                  <br />
                  {formatValue(field, theirs, locale)}
                </span>
              </Radio.Card>
            </div>
          </Radio.Group>
        ))}
      </div>
      <div className={form.footer}>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Decide later
          </Button>
          <Button
            disabled={!isComplete}
            onClick={() =>
              onResolve(
                Object.fromEntries(
                  conflicts.map(({ field, yours, theirs }) => [
                    field.key,
                    chosen[field.key] === "theirs" ? theirs : yours,
                  ]),
                ),
              )
            }
          >
            Save these
          </Button>
        </Group>
      </div>
    </FormSheet>
  );
}
