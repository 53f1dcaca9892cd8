"use client";
// The form of a new record, which warns of one that looks the same while it is being typed.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { isTRPCClientError } from "@trpc/client";
import { useMemo, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { type DuplicateRow, type RecordRow, recordKeys, useRecordCalls } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { isEmptyValue, isObject, readValue, withValue } from "@/ui/fields/read-value";
import { type DuplicateCandidate, DuplicateWarning } from "@/ui/form/duplicate-warning";
import { clearDraft } from "@/ui/form/form-draft";
import { FormSheet } from "@/ui/form/form-sheet";
import { RecordForm } from "@/ui/form/record-form";
import { RecordSkeleton } from "@/ui/record/record-page";
import { useRecordCache } from "./cache";
import type { RecordScreen } from "./record-screen";
import { suspectsOf } from "./suspects";
import { useFields } from "./use-fields";

interface CreateRecordProps {
  screen: RecordScreen;
  isOpen: boolean;
  onClose: () => void;
  onCreated: (record: RecordRow) => void;
  /** Values that the place gives: the account whose page it is. */
  initial?: Record<string, unknown>;
}

const none: Record<string, unknown> = {};

function filled(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      if (isEmptyValue(value)) return [];
      return [[key, isObject(value) ? filled(value) : value]];
    }),
  );
}

export function CreateRecord({ screen, isOpen, onClose, onCreated, initial = none }: CreateRecordProps) {
  return (
    <FormSheet isOpen={isOpen} onClose={onClose} title={`New ${screen.noun.one}`}>
      {isOpen ? (
        <CreateForm screen={screen} onClose={onClose} onCreated={onCreated} initial={initial} />
      ) : null}
    </FormSheet>
  );
}

/** What the workspace's own fields start with. */
function withDefaults(fields: FieldDescriptor[], initial: Record<string, unknown>): Record<string, unknown> {
  return fields.reduce(
    (values, { key, isCustom, defaultValue }) =>
      isCustom && !isEmptyValue(defaultValue) && isEmptyValue(readValue(values, key))
        ? withValue(values, key, defaultValue)
        : values,
    initial,
  );
}

type CreateFormProps = Omit<CreateRecordProps, "isOpen">;

function CreateForm({ screen, initial = none, ...rest }: CreateFormProps) {
  const { fields, isLoading } = useFields(screen);
  const start = useMemo(() => withDefaults(fields, initial), [fields, initial]);
  return isLoading ? (
    <RecordSkeleton />
  ) : (
    <FilledForm screen={screen} fields={fields} initial={start} {...rest} />
  );
}

interface FilledFormProps extends CreateFormProps {
  fields: FieldDescriptor[];
  initial: Record<string, unknown>;
}

function FilledForm({ screen, fields, onClose, onCreated, initial }: FilledFormProps) {
  const calls = useRecordCalls(screen);
  const cache = useRecordCache(screen);
  const [values, setValues] = useState(initial);
  const [settled] = useDebouncedValue(values, 350);
  const [refused, setRefused] = useState<{
    values: Record<string, unknown>;
    candidates: DuplicateCandidate[];
  }>();
  const draftKey = `${screen.name}.new`;

  const typed = useMemo(() => filled(settled), [settled]);
  const { data: similar } = useQuery({
    queryKey: [...recordKeys.type(screen.plural), "similar", typed],
    // Half a word is no valid value yet: nothing to warn of, and the form itself says what is wrong.
    queryFn: ({ signal }) => calls.checkDuplicates(typed, signal).catch((): DuplicateRow[] => []),
    enabled: screen.hasDuplicates !== false && Object.keys(typed).length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const candidates =
    refused?.candidates ??
    suspectsOf(screen, similar ?? []).map(({ recordType, id, name, reasons }) => ({
      id,
      name,
      href: `/${recordType}s/${id}`,
      reason: reasons.join(", "),
    }));

  async function create(sent: Record<string, unknown>, force = false) {
    try {
      const record = await calls.create(withCleared(fields, sent), force);
      clearDraft(draftKey);
      cache.put(record);
      cache.refreshLists();
      onClose();
      onCreated(record);
    } catch (error) {
      const found = candidatesOf(screen, error);
      if (!found) throw error;
      setRefused({ values: sent, candidates: found });
      throw new Error(
        `There seems to be such a ${screen.noun.one} already. Look at it below, or create another one.`,
      );
    }
  }

  const keys = [
    ...screen.form,
    ...fields
      .filter((field) => field.isCustom && (field.isRequired || !isEmptyValue(field.defaultValue)))
      .map((field) => field.key),
  ];
  return (
    <RecordForm
      fields={fields}
      sections={[{ fields: keys }]}
      initial={initial}
      draftKey={draftKey}
      submitLabel={`Create ${screen.noun.one}`}
      onSubmit={(sent) => create(sent)}
      onCancel={onClose}
      onValuesChange={(next) => {
        setValues(next);
        setRefused(undefined);
      }}
      notice={
        <DuplicateWarning
          candidates={candidates}
          onCreateAnyway={refused ? () => void create(refused.values, true).catch(notifyError) : undefined}
        />
      }
    />
  );
}

/** A default that was taken out is left out of the record only when that is said. */
function withCleared(fields: FieldDescriptor[], sent: Record<string, unknown>): Record<string, unknown> {
  return fields.reduce(
    (values, { key, isCustom, defaultValue }) =>
      isCustom && !isEmptyValue(defaultValue) && isEmptyValue(readValue(sent, key))
        ? withValue(values, key, null)
        : values,
    filled(sent),
  );
}

function candidatesOf(screen: RecordScreen, error: unknown): DuplicateCandidate[] | undefined {
  if (!isTRPCClientError(error) || error.data?.appCode !== "DUPLICATE_RECORD") return undefined;
  const listed: unknown = error.data.details?.candidates;
  if (!Array.isArray(listed)) return undefined;
  return listed.filter(isObject).map((candidate) => ({
    id: String(candidate.id),
    name: String(candidate.name),
    // A lead may be a contact already.
    href: `/${typeof candidate.recordType === "string" ? `${candidate.recordType}s` : screen.plural}/${candidate.id}`,
    reason: Array.isArray(candidate.reasons) ? candidate.reasons.join(", ") : undefined,
  }));
}
