"use client";
/** The fields of each record type: the workspace's own to add, change, order and delete; built-in ones to know. */
import { Badge, Button, Code, SegmentedControl } from "@mantine/core";
import { IconForms, IconLock, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useScreens } from "@/modules/records/ui/record-screen";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useTRPC } from "@/surfaces/rpc/client";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { FormSheet } from "@/ui/form/form-sheet";
import { SettingsPage } from "@/ui/settings/settings-layout";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";
import { CustomFieldRow } from "./custom-field-row";
import { DeletedFields } from "./deleted-fields";
import { FieldForm } from "./field-form";
import { type CustomField, kindLabel } from "./kinds";

type Open = { field?: CustomField } | null;

export function FieldsPage() {
  return (
    <PermissionGate permission="fields:write">
      <Fields />
    </PermissionGate>
  );
}

function Fields() {
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const types = useQuery(trpc.fields.list.queryOptions({}));
  const screens = useScreens();
  // As in the sidebar; what has no pages of its own comes after.
  const ordered = useMemo(() => {
    const place = new Map(screens.map(({ name }, index) => [name, index]));
    return types.data?.toSorted(
      (a, b) => (place.get(a.name) ?? screens.length) - (place.get(b.name) ?? screens.length),
    );
  }, [types.data, screens]);
  const type = ordered?.find(({ name }) => name === chosen) ?? ordered?.[0];
  const custom = useQuery(
    trpc.fields.listCustom.queryOptions({ recordType: type?.name }, { enabled: type !== undefined }),
  );
  const close = () => setOpen(null);
  const error = types.error ?? custom.error;
  return (
    <SettingsPage
      title="Fields"
      description="A field of your own is in every list, filter, form, import and export at once, and in the API."
      actions={
        type ? (
          <Button leftSection={<IconPlus size={15} />} onClick={() => setOpen({})}>
            New field
          </Button>
        ) : null
      }
    >
      {error ? (
        <ErrorState
          error={error}
          onRetry={() => {
            void types.refetch();
            void custom.refetch();
          }}
        />
      ) : null}
      {ordered && type ? (
        <SegmentedControl
          aria-label="Record type"
          mb="md"
          maw="100%"
          style={{ overflowX: "auto" }}
          data={ordered.map(({ name, labelPlural }) => ({ value: name, label: labelPlural }))}
          value={type.name}
          onChange={setChosen}
        />
      ) : null}
      <SettingsSection title="Your own">
        {custom.isPending && !error ? <SettingsListSkeleton /> : null}
        {custom.data?.length === 0 ? (
          <EmptyState icon={<IconForms size={22} />} title="No fields of your own yet">
            Add what you want to know about each {type?.label.toLowerCase()}.
          </EmptyState>
        ) : null}
        {custom.data && custom.data.length > 0 ? (
          <SettingsList label="Your own fields">
            {custom.data.map((field, index) => (
              <CustomFieldRow
                key={field.id}
                field={field}
                all={custom.data}
                index={index}
                onEdit={() => setOpen({ field })}
              />
            ))}
          </SettingsList>
        ) : null}
      </SettingsSection>
      {type ? <DeletedFields recordType={type.name} /> : null}
      {type ? (
        <SettingsSection title="Built in">
          <SettingsList label="Built-in fields">
            {type.fields
              .filter((field) => !field.isCustom)
              .map((field) => (
                <SettingsRow
                  key={field.key}
                  icon={<IconLock size={17} stroke={1.6} />}
                  title={field.label}
                  badges={field.isRequired ? <Badge color="gray">Required</Badge> : null}
                  facts={
                    <>
                      {kindLabel(field.kind)} · <Code>{field.key}</Code>
                    </>
                  }
                />
              ))}
          </SettingsList>
        </SettingsSection>
      ) : null}
      <FormSheet isOpen={open !== null} onClose={close} title={open?.field?.label ?? "New field"} size={520}>
        {open && type ? (
          <FieldForm
            key={open.field?.id ?? "new"}
            field={open.field}
            recordType={type.name}
            types={ordered ?? []}
            onClose={close}
          />
        ) : null}
      </FormSheet>
    </SettingsPage>
  );
}
