"use client";
// What can be done to the selected rows at once, or to everything that the list matches.
import { Button, Text } from "@mantine/core";
import { IconPencil, IconTag, IconTagOff, IconTrash, IconUser } from "@tabler/icons-react";
import { type ComponentType, useMemo, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { MergeSelected } from "@/modules/merge/ui/merge-selected";
import type { RecordRow, RowsAsked } from "@/surfaces/rpc/records";
import { useCommands } from "@/ui/commands/command-provider";
import { BulkBar } from "@/ui/table/bulk-bar";
import { describeTotal } from "@/ui/table/table-props";
import type { Selection } from "../schema";
import { BulkDialog, type BulkKind, editableInBulk } from "./bulk-dialog";
import { type RecordScreen, resourceOf } from "./record-screen";
import { useMay, useScope } from "./viewer";

interface BulkActionsProps {
  screen: RecordScreen;
  fields: FieldDescriptor[];
  rows: RecordRow[];
  /** What the list shows: the selection when all of it is meant. */
  asked: RowsAsked;
  total?: number;
  totalIsExact?: boolean;
  isAllMatching: boolean;
  onSelectAllMatching: () => void;
  onClear: () => void;
}

interface Open {
  kind: BulkKind;
  startWith?: string;
}

interface Offer extends Open {
  id: string;
  label: string;
  icon: ComponentType<{ size?: number | string }>;
}

export function BulkActions(props: BulkActionsProps) {
  const { screen, fields, rows, asked, isAllMatching, onClear } = props;
  const may = useMay();
  const scope = useScope();
  const [open, setOpen] = useState<Open | null>(null);
  const resource = resourceOf(screen);
  const permits = (permission: string) =>
    isAllMatching ? scope(permission) !== undefined : rows.some((row) => may(permission, row));
  const canWrite = permits(`${resource}:write`);
  const canDelete = permits(`${resource}:delete`);

  const selection = useMemo((): Selection => {
    if (!isAllMatching) return { ids: rows.map((row) => row.id) };
    const { search, filter } = asked;
    return { query: { ...(search ? { search } : {}), ...(filter ? { filter } : {}) } };
  }, [isAllMatching, rows, asked]);

  const has = (key: string) => fields.some((field) => field.key === key && !field.isReadOnly);
  const offers: Offer[] = [
    ...(canWrite && has("tags")
      ? [
          { id: "tag", kind: "tag" as const, label: "Tag", icon: IconTag },
          { id: "untag", kind: "untag" as const, label: "Untag", icon: IconTagOff },
        ]
      : []),
    ...(canWrite && has("ownerId")
      ? [{ id: "assign", kind: "assign" as const, label: "Assign", icon: IconUser }]
      : []),
    ...(canWrite
      ? (screen.bulkFields ?? []).map(({ key, label, icon }) => ({
          id: key,
          kind: "edit" as const,
          startWith: key,
          label,
          icon,
        }))
      : []),
    ...(canWrite && editableInBulk(fields).length > 0
      ? [{ id: "edit", kind: "edit" as const, label: "Edit", icon: IconPencil }]
      : []),
    ...(canDelete ? [{ id: "delete", kind: "delete" as const, label: "Delete", icon: IconTrash }] : []),
  ];

  useCommands(
    offers.map((offer) => ({
      id: `bulk-${offer.id}`,
      label: `${offer.label} the selected ${screen.noun.many}`,
      group: "Selection",
      icon: offer.icon,
      run: () => setOpen(offer),
    })),
  );

  return (
    <>
      <BulkBar
        count={rows.length}
        noun={screen.noun}
        onClear={onClear}
        total={props.total}
        totalIsExact={props.totalIsExact}
        isAllMatching={isAllMatching}
        onSelectAllMatching={props.onSelectAllMatching}
      >
        {offers.map((offer) => (
          <Button
            key={offer.id}
            variant="subtle"
            color={offer.kind === "delete" ? "red" : undefined}
            leftSection={<offer.icon size={15} />}
            onClick={() => setOpen(offer)}
          >
            {offer.label}
          </Button>
        ))}
        {offers.length === 0 ? (
          <Text size="sm" c="dimmed">
            {rows.length === 1 ? "It is" : "They are"} not yours to change
          </Text>
        ) : null}
        {isAllMatching ? null : <MergeSelected screen={screen} rows={rows} onMerged={onClear} />}
      </BulkBar>
      {open ? (
        <BulkDialog
          screen={screen}
          fields={fields}
          kind={open.kind}
          startWith={open.startWith}
          selection={selection}
          selected={describeTotal(
            isAllMatching ? props.total : rows.length,
            !isAllMatching || props.totalIsExact,
            screen.noun,
          )}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null);
            onClear();
          }}
        />
      ) : null}
    </>
  );
}
