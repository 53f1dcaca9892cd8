"use client";
/** One field of the workspace's own: edit, move up or down, delete with Undo. */
import { ActionIcon, Badge, Button, Code, Menu } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconDots, IconForms } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC, useTRPCClient } from "@/surfaces/rpc/client";
import { announce } from "@/ui/feedback/live-announcer";
import { notifyError } from "@/ui/feedback/notify";
import { notifyUndo } from "@/ui/feedback/undo";
import { SettingsRow } from "@/ui/settings/settings-list";
import { type CustomField, kindLabel } from "./kinds";

interface CustomFieldRowProps {
  field: CustomField;
  /** All of the record type, in order. */
  all: CustomField[];
  index: number;
  onEdit: () => void;
}

export function CustomFieldRow({ field, all, index, onEdit }: CustomFieldRowProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const outcome = useOutcome();
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.fields.pathKey() });
  const listKey = trpc.fields.listCustom.queryKey({ recordType: field.recordType });
  const reorder = useMutation(
    trpc.fields.reorder.mutationOptions({
      // Shown in the new order at once; a refusal brings the old one back.
      onMutate: ({ fieldIds }) => {
        const before = queryClient.getQueryData(listKey);
        queryClient.setQueryData(
          listKey,
          before?.slice().sort((a, b) => fieldIds.indexOf(a.id) - fieldIds.indexOf(b.id)),
        );
        return before;
      },
      onSuccess: refresh,
      onError: (error, _, before) => {
        queryClient.setQueryData(listKey, before);
        notifyError(error);
      },
    }),
  );
  const remove = useMutation(
    trpc.fields.delete.mutationOptions({
      onSuccess: async () => {
        notifyUndo({
          message: `Field “${field.label}” deleted; its values are kept`,
          onUndo: async () => {
            await client.fields.restore.mutate({ fieldId: field.id });
            await refresh();
          },
        });
        await refresh();
      },
      onError: outcome("").onError,
    }),
  );
  function move(by: 1 | -1) {
    const fieldIds = all.map(({ id }) => id);
    const [moved] = fieldIds.splice(index, 1);
    if (!moved) return;
    fieldIds.splice(index + by, 0, moved);
    reorder.mutate({ recordType: field.recordType, fieldIds });
    announce(`${field.label} is now number ${index + by + 1} of ${all.length}`);
  }
  const isComputed = field.formula !== null || field.rollup !== null;
  return (
    <SettingsRow
      icon={<IconForms size={20} stroke={1.6} />}
      title={field.label}
      badges={
        <>
          {field.isRequired ? <Badge color="gray">Required</Badge> : null}
          {field.isUnique ? <Badge color="gray">Unique</Badge> : null}
          {isComputed ? <Badge color="gray">Computed</Badge> : null}
        </>
      }
      facts={
        <>
          {kindLabel(field.kind)} · <Code>customFields.{field.key}</Code>
          {field.options ? ` · ${field.options.map(({ label }) => label).join(", ")}` : ""}
          {field.description ? <div>{field.description}</div> : null}
        </>
      }
      actions={
        <>
          <ActionIcon aria-label={`Move ${field.label} up`} disabled={index === 0} onClick={() => move(-1)}>
            <IconChevronUp size={17} />
          </ActionIcon>
          <ActionIcon
            aria-label={`Move ${field.label} down`}
            disabled={index === all.length - 1}
            onClick={() => move(1)}
          >
            <IconChevronDown size={17} />
          </ActionIcon>
          <Button variant="default" aria-label={`Edit ${field.label}`} onClick={onEdit}>
            Edit
          </Button>
          <Menu position="bottom-end" width={160}>
            <Menu.Target>
              <ActionIcon aria-label={`More for ${field.label}`} loading={remove.isPending}>
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item color="red" onClick={() => remove.mutate({ fieldId: field.id })}>
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
    />
  );
}
