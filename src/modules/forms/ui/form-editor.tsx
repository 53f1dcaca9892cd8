"use client";
// A web form: what it asks, what the visitor reads afterwards, and who gets its leads.
import {
  Button,
  Fieldset,
  Group,
  SegmentedControl,
  Stack,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { PersonPicker } from "@/modules/users/ui/person-picker";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { describeError } from "@/ui/feedback/describe-error";
import { newFormDefaults as defaults } from "../defaults";
import type { Form } from "../schema";
import { FormFields } from "./form-fields";

const toDrafts = (fields: Form["fields"]) => fields.map((one, at) => ({ ...one, id: at + 1 }));

export function FormEditor({ form, onClose }: { form?: Form; onClose: () => void }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [name, setName] = useState(form?.name ?? "");
  const [title, setTitle] = useState(form?.title ?? "");
  const [intro, setIntro] = useState(form?.intro ?? "");
  const [fields, setFields] = useState(() => toDrafts(form?.fields ?? defaults.fields));
  const [source, setSource] = useState(form?.source ?? defaults.source);
  const [ownerId, setOwnerId] = useState<string | null>(form?.ownerId ?? null);
  const [goesTo, setGoesTo] = useState(form?.ownerId ? "person" : "shared");
  const [thanks, setThanks] = useState(form?.thanks ?? defaults.thanks);
  const [redirectUrl, setRedirectUrl] = useState(form?.redirectUrl ?? "");
  const [needsConfirmation, setNeedsConfirmation] = useState(form?.needsConfirmation ?? false);
  const [isOpen, setIsOpen] = useState(form?.isOpen ?? true);
  const [allowedOrigins, setAllowedOrigins] = useState(form?.allowedOrigins ?? []);
  const done = {
    onSuccess: async (saved: unknown) => {
      onClose();
      await outcome(form ? "Form saved" : "Form made", trpc.forms.pathKey()).onSuccess(saved);
    },
  };
  const create = useMutation(trpc.forms.create.mutationOptions(done));
  const update = useMutation(trpc.forms.update.mutationOptions(done));
  const error = create.error ?? update.error;
  const faults = error ? describeError(error).fields : {};
  const under = (prefix: string) =>
    Object.entries(faults).find(([field]) => field === prefix || field.startsWith(`${prefix}.`))?.[1];

  function submit(event: FormEvent) {
    event.preventDefault();
    const values = {
      name: name.trim(),
      title: title.trim() || name.trim(),
      intro: intro.trim() || null,
      fields: fields.map(({ key, label, isRequired }) => ({
        key,
        label: label.trim(),
        isRequired: isRequired || key === "lastName" || key === "email",
      })),
      source: source.trim(),
      ownerId: goesTo === "person" ? ownerId : null,
      thanks: thanks.trim(),
      redirectUrl: redirectUrl.trim() || null,
      needsConfirmation,
      isOpen,
      allowedOrigins,
    };
    if (form) update.mutate({ formId: form.id, ...values });
    else create.mutate(values);
  }

  return (
    <form onSubmit={submit}>
      <Stack p="md" gap="md">
        <Group grow align="start">
          <TextInput
            label="Name"
            description="For your colleagues"
            required
            data-autofocus
            maxLength={100}
            value={name}
            error={fieldError(error, "name")}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Heading"
            description="For visitors"
            placeholder={name}
            maxLength={200}
            value={title}
            error={fieldError(error, "title")}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
        </Group>
        <Textarea
          label="Text under the heading"
          autosize
          minRows={2}
          maxLength={2000}
          value={intro}
          error={fieldError(error, "intro")}
          onChange={(event) => setIntro(event.currentTarget.value)}
        />
        <Fieldset legend="What it asks" variant="unstyled">
          <FormFields fields={fields} onChange={setFields} faultAt={(at) => under(`fields.${at}`)} />
        </Fieldset>
        <Group grow align="start">
          <TextInput
            label="Source of its leads"
            required
            maxLength={200}
            value={source}
            error={fieldError(error, "source")}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <Stack gap={4}>
            <SegmentedControl
              aria-label="Its leads go to"
              data={[
                { value: "shared", label: "As leads are shared out" },
                { value: "person", label: "One person" },
              ]}
              value={goesTo}
              onChange={setGoesTo}
              mt={22}
            />
            {goesTo === "person" ? (
              <PersonPicker
                label="Owner of its leads"
                isBare
                isRequired
                value={ownerId}
                error={fieldError(error, "ownerId")}
                onChange={setOwnerId}
              />
            ) : null}
          </Stack>
        </Group>
        <Group grow align="start">
          <TextInput
            label="Thanks"
            description="Shown when the form was sent"
            required
            maxLength={1000}
            value={thanks}
            error={fieldError(error, "thanks")}
            onChange={(event) => setThanks(event.currentTarget.value)}
          />
          <TextInput
            label="Or go on to"
            description="A page of yours instead of the thanks"
            type="url"
            placeholder="https://www.example.com/thanks"
            value={redirectUrl}
            error={fieldError(error, "redirectUrl")}
            onChange={(event) => setRedirectUrl(event.currentTarget.value)}
          />
        </Group>
        <TagsInput
          label="Sites that may send it"
          description="Nothing here: any site. Its own page always may."
          placeholder="https://www.example.com"
          acceptValueOnBlur
          value={allowedOrigins}
          error={under("allowedOrigins")}
          onChange={setAllowedOrigins}
        />
        <Switch
          label="Visitors confirm their address by a mailed link first (double opt-in)"
          checked={needsConfirmation}
          onChange={(event) => setNeedsConfirmation(event.currentTarget.checked)}
        />
        <Switch
          label="Open: takes what is sent"
          checked={isOpen}
          onChange={(event) => setIsOpen(event.currentTarget.checked)}
        />
        <FormFailure error={error} ownFields={Object.keys(faults).filter((field) => field !== "fields")} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {form ? "Save" : "Make the form"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
