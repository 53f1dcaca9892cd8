"use client";
// The dialog of a bulk action: what to set, and beneath it at once what that would do.
import { ActionIcon, Button, Group, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { FieldEditor } from "@/ui/fields/field-editor";
import { isEmptyValue, isObject, patchOf } from "@/ui/fields/read-value";
import { FormSheet } from "@/ui/form/form-sheet";
import { describeTotal } from "@/ui/table/table-props";
import type { BulkAction, Selection } from "../schema";
import classes from "./bulk.module.css";
import { BulkPreviewPart } from "./bulk-preview";
import type { RecordScreen } from "./record-screen";
import { useBulk } from "./use-bulk";

export type BulkKind = "tag" | "untag" | "assign" | "edit" | "delete";

/** What each is called: the dialog's title, the button before the count, the toast after it, the preview's verb. */
const words: Record<
  BulkKind,
  { title: (selected: string) => string; act: string; done: string; verb: string }
> = {
  tag: { title: (them) => `Tag ${them}`, act: "Tag", done: "tagged", verb: "change" },
  untag: { title: (them) => `Untag ${them}`, act: "Untag", done: "untagged", verb: "change" },
  assign: {
    title: (them) => `Assign ${them} to`,
    act: "Assign",
    done: "given to a new owner",
    verb: "change",
  },
  edit: { title: (them) => `Edit ${them}`, act: "Change", done: "changed", verb: "change" },
  delete: { title: (them) => `Delete ${them}`, act: "Delete", done: "deleted", verb: "be deleted" },
};

interface Setting {
  key: string;
  /** Undefined until something was chosen; null clears the field. */
  value: unknown;
  isCleared?: boolean;
}

interface BulkDialogProps {
  screen: RecordScreen;
  fields: FieldDescriptor[];
  kind: BulkKind;
  /** The field that an edit starts with. */
  startWith?: string;
  selection: Selection;
  /** "3 contacts" */
  selected: string;
  onClose: () => void;
  onDone: () => void;
}

export const editableInBulk = (fields: FieldDescriptor[]): FieldDescriptor[] =>
  fields.filter(
    ({ isReadOnly, isUnique, kind }) => !isReadOnly && !isUnique && kind !== "tags" && kind !== "id",
  );

export function BulkDialog(props: BulkDialogProps) {
  const { screen, fields, kind, startWith, selection, selected, onClose, onDone } = props;
  const client = useTRPCClient();
  const apply = useBulk(screen);
  const editable = useMemo(() => editableInBulk(fields), [fields]);
  const first = editable.find((field) => field.key === startWith) ?? editable[0];
  const [settings, setSettings] = useState<Setting[]>([
    { key: kind === "edit" ? (first?.key ?? "") : kind === "assign" ? "ownerId" : "tags", value: undefined },
  ]);
  const [isRunning, setIsRunning] = useState(false);
  const [refused, setRefused] = useState<unknown>();
  const { title, act, done, verb } = words[kind];

  const action = useMemo(() => actionOf(kind, settings), [kind, settings]);
  const [settled] = useDebouncedValue(action, 200);
  const preview = useQuery({
    queryKey: ["records", screen.plural, "bulk-preview", selection, settled],
    queryFn: ({ signal }) =>
      settled
        ? client.records.previewBulk.query(
            { recordType: screen.name, selection, action: settled },
            { signal },
          )
        : null,
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  const shown = preview.data ?? undefined;
  const isCurrent = action !== null && settled === action && !preview.isFetching && !preview.error;
  const count = shown ? (shown.changing ?? shown.permitted) : 0;

  async function submit() {
    if (!action) return;
    setIsRunning(true);
    setRefused(undefined);
    try {
      await apply(selection, action, done);
      onDone();
    } catch (error) {
      setRefused(error);
      setIsRunning(false);
    }
  }

  const set = (at: number, next: Setting) => setSettings(settings.map((one, i) => (i === at ? next : one)));
  const free = editable.filter((field) => !settings.some((one) => one.key === field.key));
  return (
    <FormSheet isOpen onClose={onClose} title={title(selected)} size={kind === "edit" ? 560 : 460}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isCurrent && count > 0) void submit();
        }}
      >
        {kind === "delete" ? null : (
          <div className={classes.settings}>
            {settings.map((setting, at) => (
              <SettingRow
                key={setting.key}
                setting={setting}
                fields={fields}
                choices={
                  kind === "edit" ? editable.filter((f) => f.key === setting.key || free.includes(f)) : []
                }
                onChange={(next) => set(at, next)}
                onRemove={
                  settings.length > 1 ? () => setSettings(settings.filter((_, i) => i !== at)) : undefined
                }
              />
            ))}
            {kind === "edit" && free[0] ? (
              <div>
                <Button
                  variant="subtle"
                  leftSection={<IconPlus size={14} />}
                  onClick={() => setSettings([...settings, { key: free[0]?.key ?? "", value: undefined }])}
                >
                  Another field
                </Button>
              </div>
            ) : null}
          </div>
        )}
        {action ? (
          <BulkPreviewPart
            preview={shown}
            error={refused ?? preview.error}
            noun={screen.noun}
            fields={fields}
            verb={verb}
          />
        ) : null}
        <Group justify="flex-end" mt={16}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            color={kind === "delete" ? "red" : undefined}
            data-autofocus={kind === "delete" || undefined}
            loading={isRunning}
            disabled={!isCurrent || count === 0}
          >
            {shown && action ? `${act} ${describeTotal(count, true, screen.noun)}` : act}
          </Button>
        </Group>
      </form>
    </FormSheet>
  );
}

interface SettingRowProps {
  setting: Setting;
  fields: FieldDescriptor[];
  /** The fields to choose from; none where the field is given. */
  choices: FieldDescriptor[];
  onChange: (setting: Setting) => void;
  onRemove?: () => void;
}

function SettingRow({ setting, fields, choices, onChange, onRemove }: SettingRowProps) {
  const field = fields.find((one) => one.key === setting.key);
  if (!field) return null;
  const editor = setting.isCleared ? (
    <span className={classes.cleared}>will be emptied</span>
  ) : (
    <FieldEditor
      field={{ ...field, isRequired: false }}
      value={setting.value ?? null}
      isBare
      autoFocus
      onChange={(value) => onChange({ key: field.key, value })}
    />
  );
  if (choices.length === 0) return editor;
  return (
    <div className={classes.setting} data-single={!onRemove || undefined}>
      <Select
        openOnFocus={false}
        aria-label="Field"
        searchable
        allowDeselect={false}
        data={choices.map(({ key, label }) => ({ value: key, label }))}
        value={field.key}
        onChange={(key) => key && onChange({ key, value: undefined })}
      />
      <div>
        {editor}
        {field.isRequired || field.kind === "boolean" ? null : (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            onClick={() => onChange({ key: field.key, value: undefined, isCleared: !setting.isCleared })}
          >
            {setting.isCleared ? "Set a value" : "Empty it"}
          </Button>
        )}
      </div>
      {onRemove ? (
        <ActionIcon aria-label={`Leave ${field.label} as it is`} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      ) : null}
    </div>
  );
}

function actionOf(kind: BulkKind, settings: Setting[]): BulkAction | null {
  if (kind === "delete") return { type: "delete" };
  if (settings.some((one) => !one.isCleared && isEmptyValue(one.value))) return null;
  const [first] = settings;
  if (kind === "assign") return { type: "assign", ownerId: String(first?.value) };
  if (kind !== "edit")
    return { type: kind, tags: Array.isArray(first?.value) ? first.value.map(String) : [] };
  const patch: Record<string, unknown> = {};
  for (const { key, value, isCleared } of settings) {
    for (const [name, next] of Object.entries(patchOf(key, isCleared ? null : value))) {
      const before = patch[name];
      patch[name] = isObject(before) && isObject(next) ? { ...before, ...next } : next;
    }
  }
  return { type: "update", patch };
}
