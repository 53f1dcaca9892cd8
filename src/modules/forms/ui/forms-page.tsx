"use client";
// Settings → Web forms: what visitors of other sites fill in, where it is found, and what came in.
import { Badge, Button } from "@mantine/core";
import { IconForms, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { confirm } from "@/modules/users/ui/confirm";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { useFieldSources } from "@/ui/fields/field-sources";
import { FormSheet } from "@/ui/form/form-sheet";
import { SettingsPage } from "@/ui/settings/settings-layout";
import { SettingsList, SettingsListSkeleton, SettingsRow } from "@/ui/settings/settings-list";
import type { Form } from "../schema";
import { FormEditor } from "./form-editor";
import { FormSnippet } from "./form-snippet";
import { FormSubmissions } from "./form-submissions";

type Open = { kind: "new" } | { kind: "edit" | "embed" | "submissions"; form: Form } | null;

export function FormsPage() {
  return (
    <PermissionGate permission="leads:assign">
      <Forms />
    </PermissionGate>
  );
}

function Forms() {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [open, setOpen] = useState<Open>(null);
  const forms = useQuery(trpc.forms.list.queryOptions({}));
  const remove = useMutation(
    trpc.forms.delete.mutationOptions(outcome("Form deleted", trpc.forms.pathKey())),
  );
  const close = () => setOpen(null);
  const make = (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setOpen({ kind: "new" })}>
      New form
    </Button>
  );
  const titles = {
    new: "New web form",
    edit: open && "form" in open ? open.form.name : "",
    embed: open && "form" in open ? `Use “${open.form.name}”` : "",
    submissions: open && "form" in open ? `Sent through “${open.form.name}”` : "",
  };
  return (
    <SettingsPage
      title="Web forms"
      description="Visitors fill them in, on a page of their own or on your site, and become leads."
      actions={make}
    >
      {forms.error ? <ErrorState error={forms.error} onRetry={() => void forms.refetch()} /> : null}
      {forms.isPending ? <SettingsListSkeleton rows={3} /> : null}
      {forms.data?.length === 0 ? (
        <EmptyState icon={<IconForms size={22} />} title="No web forms yet" action={make}>
          A form turns visitors of your website into leads, each with an owner from the first minute.
        </EmptyState>
      ) : null}
      {forms.data && forms.data.length > 0 ? (
        <SettingsList label="Web forms">
          {forms.data.map((form) => (
            <FormRow
              key={form.id}
              form={form}
              onOpen={(kind) => setOpen({ kind, form })}
              onDelete={() =>
                confirm({
                  title: `Delete “${form.name}”?`,
                  text: "Its page and every copy on other sites stop working. The leads stay.",
                  action: "Delete",
                  onConfirm: () => remove.mutate({ formId: form.id }),
                })
              }
            />
          ))}
        </SettingsList>
      ) : null}
      <FormSheet isOpen={open !== null} onClose={close} title={open ? titles[open.kind] : ""} size={720}>
        {open?.kind === "new" ? <FormEditor onClose={close} /> : null}
        {open?.kind === "edit" ? <FormEditor form={open.form} onClose={close} /> : null}
        {open?.kind === "embed" ? <FormSnippet formId={open.form.id} /> : null}
        {open?.kind === "submissions" ? <FormSubmissions form={open.form} /> : null}
      </FormSheet>
    </SettingsPage>
  );
}

interface FormRowProps {
  form: Form;
  onOpen: (kind: "edit" | "embed" | "submissions") => void;
  onDelete: () => void;
}

function FormRow({ form, onOpen, onDelete }: FormRowProps) {
  const sources = useFieldSources();
  const owner = form.ownerId ? (sources.nameOf?.("user", undefined, form.ownerId) ?? "…") : null;
  const actions = [
    { label: "Use", run: () => onOpen("embed") },
    { label: "Sent", run: () => onOpen("submissions") },
    { label: "Edit", run: () => onOpen("edit") },
    { label: "Delete", run: onDelete },
  ];
  return (
    <SettingsRow
      icon={<IconForms size={20} stroke={1.6} />}
      title={form.name}
      isQuiet={!form.isOpen}
      badges={
        <>
          {form.isOpen ? null : <Badge color="gray">Closed</Badge>}
          {form.needsConfirmation ? <Badge color="blue">Double opt-in</Badge> : null}
        </>
      }
      facts={[
        `${form.fields.length} fields`,
        form.source,
        owner ? `to ${owner}` : "shared out",
        form.allowedOrigins.length > 0
          ? `from ${form.allowedOrigins.map(hostOf).join(", ")}`
          : "from any site",
      ].join(" · ")}
      actions={actions.map(({ label, run }) => (
        <Button key={label} variant="default" aria-label={`${label} ${form.name}`} onClick={run}>
          {label}
        </Button>
      ))}
    />
  );
}

const hostOf = (origin: string): string => origin.replace(/^https?:\/\//, "");
