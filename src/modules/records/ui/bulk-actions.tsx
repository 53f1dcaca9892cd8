"use client";
// What can be done to the selected rows at once: tags, owner, delete. Each is one thing to undo.
import { Button, Group, Text } from "@mantine/core";
import { IconTag, IconTrash, IconUser } from "@tabler/icons-react";
import { useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { asOneChange, useRevert } from "@/modules/changes/ui/undo-toasts";
import { type RecordRow, useRecordCalls } from "@/surfaces/rpc/records";
import { describeError } from "@/ui/feedback/describe-error";
import { notifyDone, notifyError } from "@/ui/feedback/notify";
import { notifyUndo } from "@/ui/feedback/undo";
import { FieldEditor } from "@/ui/fields/field-editor";
import { FormSheet } from "@/ui/form/form-sheet";
import { BulkBar } from "@/ui/table/bulk-bar";
import { describeTotal } from "@/ui/table/table-props";
import { useRecordCache } from "./cache";
import { type RecordScreen, resourceOf } from "./record-screen";
import classes from "./records.module.css";
import { useMay } from "./viewer";

const atOnce = 4;

interface BulkActionsProps {
  screen: RecordScreen;
  fields: FieldDescriptor[];
  rows: RecordRow[];
  onClear: () => void;
}

type Change = (row: RecordRow) => Promise<unknown>;
type Dialog = "tag" | "untag" | "assign";

export function BulkActions({ screen, fields, rows, onClear }: BulkActionsProps) {
  const calls = useRecordCalls(screen);
  const cache = useRecordCache(screen);
  const revert = useRevert();
  const may = useMay();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [isRunning, setIsRunning] = useState(false);
  const writable = rows.filter((row) => may(`${resourceOf(screen)}:write`, row));
  const deletable = rows.filter((row) => may(`${resourceOf(screen)}:delete`, row));

  async function run(what: string, targets: RecordRow[], change: Change) {
    setDialog(null);
    if (targets.length === 0) return notifyDone("Nothing to change: they are all like that already");
    setIsRunning(true);
    const failures: unknown[] = [];
    const { changeIds } = await asOneChange(async () => {
      const queue = [...targets];
      const worker = async () => {
        for (let row = queue.shift(); row; row = queue.shift()) {
          await change(row).catch((error: unknown) => failures.push(error));
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    });
    setIsRunning(false);
    cache.refreshLists();
    if (changeIds.length > 0) {
      notifyUndo({
        message: `${describeTotal(changeIds.length, true, screen.noun)} ${what}`,
        onUndo: () => revert(changeIds),
      });
    }
    if (failures.length > 0) {
      const { detail } = describeError(failures[0]);
      notifyError({ message: `${failures.length} of ${targets.length} could not be changed. ${detail}` });
    } else onClear();
  }

  const tags = (row: RecordRow): string[] => (Array.isArray(row.tags) ? row.tags.map(String) : []);
  const put = async (row: RecordRow, patch: Record<string, unknown>) =>
    cache.put(await calls.update(row.id, patch, row.version));

  function apply(value: unknown) {
    const words = Array.isArray(value) ? value.map(String) : [];
    if (dialog === "assign") {
      return run("given to a new owner", writable, (row) => put(row, { ownerId: value ?? null }));
    }
    const changed =
      dialog === "tag"
        ? (row: RecordRow) => [...new Set([...tags(row), ...words])]
        : (row: RecordRow) => tags(row).filter((tag) => !words.includes(tag));
    // Rows that would stay as they are need no write, and no place in the history.
    const touched = writable.filter((row) => changed(row).join("\n") !== tags(row).join("\n"));
    return run(dialog === "tag" ? "tagged" : "untagged", touched, (row) => put(row, { tags: changed(row) }));
  }

  const tagField = fields.find((field) => field.key === "tags");
  const ownerField = fields.find((field) => field.key === "ownerId");
  return (
    <>
      <BulkBar count={rows.length} noun={screen.noun} onClear={onClear}>
        {tagField && writable.length > 0 ? (
          <>
            <Button
              variant="subtle"
              leftSection={<IconTag size={15} />}
              disabled={isRunning}
              onClick={() => setDialog("tag")}
            >
              Tag
            </Button>
            <Button variant="subtle" disabled={isRunning} onClick={() => setDialog("untag")}>
              Untag
            </Button>
          </>
        ) : null}
        {ownerField && writable.length > 0 ? (
          <Button
            variant="subtle"
            leftSection={<IconUser size={15} />}
            disabled={isRunning}
            onClick={() => setDialog("assign")}
          >
            Assign
          </Button>
        ) : null}
        {deletable.length > 0 ? (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={15} />}
            loading={isRunning}
            onClick={() =>
              void run("deleted", deletable, async (row) => {
                await calls.delete(row.id);
                cache.remove(row.id);
              })
            }
          >
            Delete
          </Button>
        ) : null}
      </BulkBar>
      <FormSheet
        isOpen={dialog !== null}
        onClose={() => setDialog(null)}
        title={dialog === "assign" ? "Assign to" : dialog === "tag" ? "Add tags" : "Remove tags"}
        size={440}
      >
        {dialog ? (
          <ValueDialog
            key={dialog}
            field={dialog === "assign" ? ownerField : tagField}
            affected={describeTotal(writable.length, true, screen.noun)}
            refused={rows.length - writable.length}
            onApply={(value) => void apply(value)}
          />
        ) : null}
      </FormSheet>
    </>
  );
}

interface ValueDialogProps {
  field: FieldDescriptor | undefined;
  affected: string;
  /** How many of the selected this person may not change. */
  refused: number;
  onApply: (value: unknown) => void;
}

function ValueDialog({ field, affected, refused, onApply }: ValueDialogProps) {
  const [value, setValue] = useState<unknown>(null);
  if (!field) return null;
  return (
    <form
      className={classes.inset}
      onSubmit={(event) => {
        event.preventDefault();
        onApply(value);
      }}
    >
      <FieldEditor field={field} value={value} autoFocus onChange={setValue} />
      <Text size="sm" c="dimmed" mt={12}>
        {affected} will change.{refused > 0 ? ` ${refused} of the selected are not yours to change.` : ""}
      </Text>
      <Group justify="flex-end" mt={16}>
        <Button type="submit" disabled={value === null || (Array.isArray(value) && value.length === 0)}>
          Apply
        </Button>
      </Group>
    </form>
  );
}
