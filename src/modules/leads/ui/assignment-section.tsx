"use client";
// How new leads are shared out: by whoever enters them, in turn, by rule or by load.
import { ActionIcon, Button, Group, Radio, Stack } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormFailure } from "@/modules/sessions/ui/form-failure";
import { PersonPicker } from "@/modules/users/ui/person-picker";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { describeError } from "@/ui/feedback/describe-error";
import { ErrorState } from "@/ui/feedback/states";
import { useFieldSources } from "@/ui/fields/field-sources";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";
import type { Assignment } from "../assignment";
import { AssignmentRules, type RuleDraft } from "./assignment-rules";

const modes: { value: Assignment["mode"]; label: string; description: string }[] = [
  { value: "creator", label: "Whoever enters it", description: "Leads of web forms stay without an owner" },
  { value: "round_robin", label: "In turn", description: "One after the other; who is away is passed over" },
  { value: "rules", label: "By rule", description: "The first rule that fits decides; else in turn" },
  { value: "load", label: "By load", description: "Whoever has the fewest open leads" },
];

export function AssignmentSection() {
  const trpc = useTRPC();
  const assignment = useQuery(trpc.leads.getAssignment.queryOptions({}));
  if (assignment.error)
    return <ErrorState error={assignment.error} onRetry={() => void assignment.refetch()} />;
  if (!assignment.data) return <SettingsListSkeleton rows={3} />;
  return <AssignmentForm key={assignment.dataUpdatedAt} assignment={assignment.data} />;
}

function AssignmentForm({ assignment }: { assignment: Assignment }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const sources = useFieldSources();
  const [mode, setMode] = useState(assignment.mode);
  const [members, setMembers] = useState(assignment.members);
  const [rules, setRules] = useState<RuleDraft[]>(() =>
    assignment.rules.map((rule, at) => ({ ...rule, key: at + 1 })),
  );
  const save = useMutation(
    trpc.leads.setAssignment.mutationOptions({
      onSuccess: outcome("Saved: from now on leads are shared out so", trpc.leads.getAssignment.queryKey())
        .onSuccess,
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate({
      mode,
      members,
      rules: rules.map(({ key: _, assignTo, ...rule }) => ({ ...rule, assignTo: assignTo ?? "" })),
    });
  }
  const nameOf = (id: string) => sources.nameOf?.("user", undefined, id) ?? `…${id.slice(-6)}`;
  const faults = save.error ? describeError(save.error).fields : {};
  const raise = (at: number) => {
    const next = [...members];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at - 1, 0, moved);
    setMembers(next);
  };
  return (
    <SettingsSection title="Who gets a new lead">
      <form onSubmit={submit}>
        <Stack gap="md">
          <Radio.Group
            aria-label="Who gets a new lead"
            value={mode}
            onChange={(value) => setMode(modes.find((one) => one.value === value)?.value ?? mode)}
          >
            <Stack gap="xs">
              {modes.map((one) => (
                <Radio key={one.value} {...one} />
              ))}
            </Stack>
          </Radio.Group>
          {mode === "rules" ? (
            <AssignmentRules
              rules={rules}
              onChange={setRules}
              faultAt={(at) => under(faults, `rules.${at}`)}
            />
          ) : null}
          {mode === "creator" ? null : (
            <div>
              {members.length > 0 ? (
                <SettingsList label="Who takes part">
                  {members.map((id, at) => (
                    <SettingsRow
                      key={id}
                      title={nameOf(id)}
                      facts={under(faults, `members.${at}`)}
                      actions={
                        <>
                          <ActionIcon
                            aria-label={`Move ${nameOf(id)} up`}
                            disabled={at === 0}
                            onClick={() => raise(at)}
                          >
                            <IconArrowUp size={15} />
                          </ActionIcon>
                          <ActionIcon
                            aria-label={`Take ${nameOf(id)} out`}
                            onClick={() => setMembers(members.filter((one) => one !== id))}
                          >
                            <IconTrash size={15} />
                          </ActionIcon>
                        </>
                      }
                    />
                  ))}
                </SettingsList>
              ) : null}
              <AddMember onAdd={(id) => setMembers([...new Set([...members, id])])} />
            </div>
          )}
          <FormFailure
            error={save.error}
            ownFields={Object.keys(faults).filter((one) => one.includes("."))}
          />
          <Group>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </SettingsSection>
  );
}

const under = (faults: Record<string, string>, prefix: string): string | undefined =>
  Object.entries(faults).find(([field]) => field === prefix || field.startsWith(`${prefix}.`))?.[1];

/** The picker is new after each choice: it keeps what was typed. */
function AddMember({ onAdd }: { onAdd: (userId: string) => void }) {
  const [turn, setTurn] = useState(0);
  return (
    <Group mt="xs" gap={8}>
      <IconPlus size={15} aria-hidden />
      <PersonPicker
        key={turn}
        label="Add someone who gets leads"
        isBare
        value={null}
        onChange={(userId) => {
          if (!userId) return;
          onAdd(userId);
          setTurn(turn + 1);
        }}
      />
    </Group>
  );
}
