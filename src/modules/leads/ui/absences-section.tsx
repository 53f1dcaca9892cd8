"use client";
// Days away: leads are not given to whoever is away. Everyone keeps their own; who shares out leads keeps anybody's.
import { ActionIcon, Badge, Button, Group, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { IconBeach, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useViewer } from "@/modules/records/ui/viewer";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { PersonPicker } from "@/modules/users/ui/person-picker";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { ErrorState } from "@/ui/feedback/states";
import { useFieldSources } from "@/ui/fields/field-sources";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";

const today = () => new Date().toISOString().slice(0, 10);
const dayOf = (date: string) =>
  new Date(`${date}T00:00:00Z`).toLocaleDateString(undefined, {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  });

export function AbsencesSection({ of }: { of: "everyone" | "me" }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const viewer = useViewer();
  const sources = useFieldSources();
  const absences = useQuery(trpc.leads.absences.queryOptions({}));
  const [userId, setUserId] = useState<string | null>(of === "me" ? viewer.userId : null);
  const [days, setDays] = useState<[string | null, string | null]>([null, null]);
  const [note, setNote] = useState("");
  const changed = trpc.leads.absences.queryKey();
  const create = useMutation(
    trpc.leads.createAbsence.mutationOptions({
      onSuccess: async (saved: unknown) => {
        setDays([null, null]);
        setNote("");
        if (of === "everyone") setUserId(null);
        await outcome("Noted", changed).onSuccess(saved);
      },
    }),
  );
  const remove = useMutation(trpc.leads.deleteAbsence.mutationOptions(outcome("Absence removed", changed)));
  const [from, to] = days;
  function add(event: FormEvent) {
    event.preventDefault();
    if (!from) return;
    create.mutate({ from, to: to ?? from, note: note.trim() || null, ...(userId ? { userId } : {}) });
  }
  const rows = (absences.data ?? []).filter((one) => of === "everyone" || one.userId === viewer.userId);
  return (
    <SettingsSection
      title={of === "me" ? "Days away" : "Who is away"}
      description="New leads go to colleagues on these days."
    >
      {absences.error ? <ErrorState error={absences.error} onRetry={() => void absences.refetch()} /> : null}
      {absences.isPending ? <SettingsListSkeleton rows={1} /> : null}
      {rows.length > 0 ? (
        <SettingsList label="Days away">
          {rows.map((one) => (
            <SettingsRow
              key={one.id}
              icon={<IconBeach size={18} stroke={1.6} />}
              title={
                of === "me"
                  ? `${dayOf(one.from)} – ${dayOf(one.to)}`
                  : (sources.nameOf?.("user", undefined, one.userId) ?? "…")
              }
              badges={one.from <= today() ? <Badge color="yellow">Away now</Badge> : null}
              facts={[of === "me" ? "" : `${dayOf(one.from)} – ${dayOf(one.to)}`, one.note]
                .filter(Boolean)
                .join(" · ")}
              actions={
                <ActionIcon
                  aria-label={`Remove ${dayOf(one.from)} – ${dayOf(one.to)}`}
                  onClick={() => remove.mutate({ absenceId: one.id })}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              }
            />
          ))}
        </SettingsList>
      ) : null}
      <form onSubmit={add}>
        <Group mt="sm" gap={8} align="start">
          {of === "everyone" ? (
            <PersonPicker
              label="Who"
              isRequired
              value={userId}
              error={fieldError(create.error, "userId")}
              onChange={setUserId}
            />
          ) : null}
          <DatePickerInput
            type="range"
            label="From – to"
            placeholder="Pick the days"
            required
            allowSingleDateInRange
            minDate={today()}
            w={240}
            value={days}
            error={fieldError(create.error, "from") ?? fieldError(create.error, "to")}
            onChange={setDays}
          />
          <TextInput
            label="Why"
            placeholder="Holiday"
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Button type="submit" mt={24} variant="default" disabled={!from} loading={create.isPending}>
            Note it
          </Button>
        </Group>
        <FormFailure error={create.error} ownFields={["userId", "from", "to"]} />
      </form>
    </SettingsSection>
  );
}
