"use client";
// The parts of one record that the panel beside a list and the full page share: facts, related records, what happened.
import { ActionIcon, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconLink, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { type RecordRow, recordKeys, useRecordCalls } from "@/surfaces/rpc/records";
import { useCommands } from "@/ui/commands/command-provider";
import type { Command } from "@/ui/commands/command-store";
import { notifyDone, notifyError } from "@/ui/feedback/notify";
import { type DetailsSection, RecordDetails } from "@/ui/record/details";
import { useRecordCache } from "./cache";
import { type RecordScreen, recordHref, resourceOf, titleOf } from "./record-screen";
import { RecordTimeline } from "./record-timeline";
import { RelatedCard, RelatedRow } from "./related-card";
import { useSaveField } from "./save-field";
import { useFields } from "./use-fields";
import { useMay } from "./viewer";

/** One record, from the cache of its list at first, then as the server has it. */
export function useRecord(screen: RecordScreen, id: string) {
  const calls = useRecordCalls(screen);
  const cache = useRecordCache(screen);
  return useQuery({
    queryKey: recordKeys.one(screen.plural, id),
    queryFn: ({ signal }) => calls.get(id, signal),
    placeholderData: () => cache.find(id),
  });
}

/** The screen's sections, and one more for what the workspace has added. */
export function sectionsOf(screen: RecordScreen, fields: FieldDescriptor[]): DetailsSection[] {
  const custom = fields.filter((field) => field.isCustom).map((field) => field.key);
  const [first, ...rest] = screen.sections;
  return [
    ...(first ? [first] : []),
    ...(custom.length > 0 ? [{ title: "Custom fields", fields: custom }] : []),
    ...rest,
  ];
}

interface RecordPartsOptions {
  screen: RecordScreen;
  record: RecordRow;
  onDeleted: () => void;
}

export function useRecordParts({ screen, record, onDeleted }: RecordPartsOptions) {
  const { fields } = useFields(screen);
  const calls = useRecordCalls(screen);
  const cache = useRecordCache(screen);
  const may = useMay();
  const canWrite = may(`${resourceOf(screen)}:write`, record);
  const canDelete = may(`${resourceOf(screen)}:delete`, record);
  const { save, conflictDialog } = useSaveField(screen);
  const sections = useMemo(() => sectionsOf(screen, fields), [screen, fields]);
  const { Related, Banner, Timeline: EntriesOf = RecordTimeline } = screen;

  async function remove() {
    try {
      await calls.delete(record.id);
      onDeleted();
      cache.remove(record.id);
      cache.refreshLists();
    } catch (error) {
      notifyError(error);
    }
  }

  async function copyLink() {
    await navigator.clipboard.writeText(new URL(recordHref(screen, record.id), window.location.href).href);
    notifyDone("Link copied");
  }

  const commands: Command[] = [
    {
      id: "record-copy-link",
      label: "Copy the link to this record",
      group: screen.label,
      icon: IconLink,
      run: () => void copyLink(),
    },
    ...(canDelete
      ? [
          {
            id: "record-delete",
            label: `Delete this ${screen.noun.one}`,
            group: screen.label,
            icon: IconTrash,
            shortcut: "mod+Backspace",
            run: () => void remove(),
          },
        ]
      : []),
  ];
  useCommands(commands);

  const details = (
    <RecordDetails
      record={record}
      fields={fields}
      sections={sections}
      onSave={canWrite ? (field, value, base) => save(record, field, value, base) : undefined}
    />
  );
  const related: ReactNode = (
    <>
      {Related ? <Related record={record} /> : null}
      {screen.hasDuplicates === false ? null : <Duplicates screen={screen} record={record} />}
    </>
  );
  const actions = (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={`More for this ${screen.noun.one}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={() => void copyLink()}>
          Copy link
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={16} />}
          onClick={() => void navigator.clipboard.writeText(record.id).then(() => notifyDone("Id copied"))}
        >
          Copy id
        </Menu.Item>
        {canDelete ? (
          <>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => void remove()}>
              Delete
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
  const timeline = (
    <EntriesOf screen={screen} record={record} fields={fields} save={canWrite ? save : undefined} />
  );
  const banner = Banner ? <Banner record={record} /> : null;
  return { details, related, actions, timeline, banner, conflictDialog };
}

function Duplicates({ screen, record }: { screen: RecordScreen; record: RecordRow }) {
  const calls = useRecordCalls(screen);
  const { data } = useQuery({
    queryKey: recordKeys.related(screen.plural, record.id, "duplicates"),
    queryFn: ({ signal }) => calls.duplicates(record.id, signal),
    staleTime: 30_000,
  });
  if (!data || data.length === 0) return null;
  return (
    <RelatedCard title="May be the same" count={data.length}>
      {data.map(({ record: other, reasons }) => (
        <RelatedRow key={other.id} hint={reasons.join(", ")}>
          <Link href={recordHref(screen, other.id)}>{titleOf(screen, other)}</Link>
        </RelatedRow>
      ))}
    </RelatedCard>
  );
}
