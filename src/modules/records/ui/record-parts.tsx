"use client";
// The parts of one record that the panel beside a list and the full page share: facts, related records, what happened.
import { ActionIcon } from "@mantine/core";
import { IconArrowsJoin2, IconCopy, IconDots, IconLink, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { BecameNote } from "@/modules/merge/ui/journal";
import { PossibleDuplicates } from "@/modules/merge/ui/possible-duplicates";
import { usePresence } from "@/modules/presence/ui/use-presence";
import { type RecordRow, recordKeys, useRecordCalls } from "@/surfaces/rpc/records";
import { useCommands } from "@/ui/commands/command-provider";
import type { Command } from "@/ui/commands/command-store";
import { notifyDone, notifyError } from "@/ui/feedback/notify";
import { latePart } from "@/ui/late/late-part";
import { Menu } from "@/ui/late/menu";
import { type DetailsSection, RecordDetails } from "@/ui/record/details";
import { PresenceAvatars } from "@/ui/record/presence-avatars";
import { useRecordCache } from "./cache";
import { isMergeable, type RecordScreen, recordHref, resourceOf } from "./record-screen";
import { RecordTimeline } from "./record-timeline";
import { RelatedCard, RelatedRow } from "./related-card";
import { useSaveField } from "./save-field";
import { useSuspects } from "./suspects";
import { useFields } from "./use-fields";
import { useMay } from "./viewer";

const MergeWith = latePart(() => import("@/modules/merge/ui/merge-with").then((part) => part.MergeWith));

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
  /** The id that was asked for, when it was merged into this record. */
  was?: string;
  onDeleted: () => void;
  /** It was merged into another one: that one is to be shown. */
  onBecame: (id: string) => void;
}

export function useRecordParts({ screen, record, was, onDeleted, onBecame }: RecordPartsOptions) {
  const { fields } = useFields(screen);
  const calls = useRecordCalls(screen);
  const cache = useRecordCache(screen);
  const may = useMay();
  const canWrite = may(`${resourceOf(screen)}:write`, record);
  const canDelete = may(`${resourceOf(screen)}:delete`, record);
  const canMerge = isMergeable(screen) && may(`${resourceOf(screen)}:merge`, record);
  const [isMerging, setIsMerging] = useState(false);
  const { save, conflictDialog } = useSaveField(screen);
  const { people, setEditing, isGone } = usePresence(screen.name, record.id);
  const editedBy = useMemo(
    () => new Map(people.flatMap(({ field, name }): [string, string][] => (field ? [[field, name]] : []))),
    [people],
  );
  const sections = useMemo(() => sectionsOf(screen, fields), [screen, fields]);
  const { Related, Banner, Composer, Timeline: EntriesOf = RecordTimeline } = screen;

  // Also where no event has told it: the page finds out and says so.
  useEffect(() => {
    if (isGone) cache.lookAgain(record.id);
  }, [isGone, cache, record.id]);

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
    ...(canMerge
      ? [
          {
            id: "record-merge",
            label: `Merge this ${screen.noun.one} with …`,
            group: screen.label,
            icon: IconArrowsJoin2,
            shortcut: "M",
            run: () => setIsMerging(true),
          },
        ]
      : []),
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
      onEditing={setEditing}
      editedBy={editedBy}
      onSave={canWrite ? (field, value, base) => save(record, field, value, base) : undefined}
    />
  );
  const related: ReactNode = (
    <>
      {Related ? <Related record={record} /> : null}
      {canMerge ? null : <Duplicates screen={screen} record={record} />}
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
        {canMerge ? (
          <Menu.Item leftSection={<IconArrowsJoin2 size={16} />} onClick={() => setIsMerging(true)}>
            Merge with …
          </Menu.Item>
        ) : null}
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
  const composer = Composer ? <Composer key={record.id} screen={screen} record={record} /> : null;
  const timeline = (
    <EntriesOf screen={screen} record={record} fields={fields} save={canWrite ? save : undefined} />
  );
  const became = (next: RecordRow) => {
    if (next.id !== record.id) onBecame(next.id);
  };
  const banner = (
    <>
      {was ? (
        <BecameNote screen={screen} record={record} was={was} onClose={() => onBecame(record.id)} />
      ) : null}
      {Banner ? <Banner record={record} /> : null}
      {isMergeable(screen) ? (
        <PossibleDuplicates screen={screen} record={record} canMerge={canMerge} onMerged={became} />
      ) : null}
    </>
  );
  const dialogs = (
    <>
      {conflictDialog}
      {isMerging ? (
        <MergeWith screen={screen} record={record} onClose={() => setIsMerging(false)} onMerged={became} />
      ) : null}
    </>
  );
  const labelOf = (key: string | null) => fields.find((field) => field.key === key)?.label;
  const presence = (
    <PresenceAvatars
      people={people.map(({ userId, name, field }) => ({ id: userId, name, editing: labelOf(field) }))}
    />
  );
  return { presence, details, related, actions, composer, timeline, banner, dialogs };
}

function Duplicates({ screen, record }: { screen: RecordScreen; record: RecordRow }) {
  const suspects = useSuspects(screen, record.id);
  if (suspects.length === 0) return null;
  return (
    <RelatedCard title="May be the same" count={suspects.length}>
      {suspects.map(({ recordType, id, name, reasons }) => (
        <RelatedRow key={id} hint={reasons.join(", ")}>
          <Link href={`/${recordType}s/${id}`}>{name}</Link>
        </RelatedRow>
      ))}
    </RelatedCard>
  );
}
