"use client";
// A stage: its name, its chance, when deals in it count as rotting, and what it asks for.
import { Alert, Button, Group, MultiSelect, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useDescribedFields } from "@/modules/records/ui/use-fields";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import type { Stage } from "../schema";

const activities = [
  { value: "call", label: "A call" },
  { value: "email", label: "An e-mail" },
  { value: "meeting", label: "A meeting" },
  { value: "task", label: "A task that is done" },
  { value: "event", label: "An event" },
  { value: "sms", label: "A text message" },
  { value: "note", label: "A note" },
] as const;
type Activity = (typeof activities)[number]["value"];
const isActivity = (value: string | null): value is Activity => activities.some((one) => one.value === value);
const outcomes = [
  { value: "open", label: "Open: on the way" },
  { value: "won", label: "Won" },
  { value: "lost", label: "Lost" },
] as const;

interface StageFormProps {
  pipelineId: string;
  stage?: Stage;
  onClose: () => void;
}

export function StageForm({ pipelineId, stage, onClose }: StageFormProps) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const { fields } = useDescribedFields("deal");
  const roles = useQuery(trpc.roles.list.queryOptions({}, { retry: false }));
  const [name, setName] = useState(stage?.name ?? "");
  const [probability, setProbability] = useState<number | string>(stage?.probability ?? 50);
  const [end, setEnd] = useState<Stage["outcome"]>(stage?.outcome ?? "open");
  const [rotting, setRotting] = useState<number | string>(stage?.rottingDays ?? "");
  const [required, setRequired] = useState<string[]>(stage?.requiredFields ?? []);
  const [activity, setActivity] = useState<string | null>(stage?.requiredActivity ?? null);
  const [role, setRole] = useState<string | null>(stage?.requiredRole ?? null);
  const done = {
    onSuccess: async (saved: unknown) => {
      onClose();
      await outcome(stage ? "Stage saved" : "Stage added", trpc.pipelines.pathKey()).onSuccess(saved);
    },
  };
  const create = useMutation(trpc.pipelines.createStage.mutationOptions(done));
  const update = useMutation(trpc.pipelines.updateStage.mutationOptions(done));
  const error = create.error ?? update.error;

  function submit(event: FormEvent) {
    event.preventDefault();
    const values = {
      name: name.trim(),
      ...(end === "open" ? { probability: Number(probability) } : {}),
      ...(stage?.outcome === end ? {} : { outcome: end }),
      rottingDays: end !== "open" || rotting === "" ? null : Number(rotting),
      requiredFields: required,
      requiredActivity: isActivity(activity) ? activity : null,
      requiredRole: role,
    };
    if (stage) update.mutate({ pipelineId, stageId: stage.id, ...values });
    else create.mutate({ pipelineId, ...values });
  }

  const choices = fields
    .filter(
      (field) =>
        !field.isReadOnly && !["stage", "pipelineId", "closeReason", "actualCloseDate"].includes(field.key),
    )
    .map((field) => ({ value: field.key, label: field.label }));
  return (
    <form onSubmit={submit}>
      <Stack p="md" gap="sm">
        <TextInput
          label="Name"
          required
          data-autofocus
          maxLength={100}
          value={name}
          error={fieldError(error, "name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Deals here are"
          data={outcomes}
          allowDeselect={false}
          value={end}
          error={fieldError(error, "outcome")}
          onChange={(value) => setEnd(outcomes.find((one) => one.value === value)?.value ?? "open")}
        />
        {end === "open" ? (
          <Group grow align="start">
            <NumberInput
              label="Probability %"
              required
              min={0}
              max={100}
              allowDecimal={false}
              value={probability}
              error={fieldError(error, "probability")}
              onChange={setProbability}
            />
            <NumberInput
              label="Rotting after days"
              placeholder="Never"
              min={1}
              allowDecimal={false}
              value={rotting}
              error={fieldError(error, "rottingDays")}
              onChange={setRotting}
            />
          </Group>
        ) : null}
        <MultiSelect
          label="Fields to be filled in before"
          searchable
          clearable
          clearButtonProps={{ "aria-label": "No fields" }}
          data={choices}
          value={required}
          error={fieldError(error, "requiredFields")}
          onChange={setRequired}
        />
        <Select
          label="To have taken place before"
          placeholder="Nothing"
          clearable
          clearButtonProps={{ "aria-label": "Nothing" }}
          data={activities}
          value={activity}
          error={fieldError(error, "requiredActivity")}
          onChange={setActivity}
        />
        {roles.data ? (
          <Select
            label="Only this role moves deals here"
            placeholder="Everyone who may move deals"
            clearable
            clearButtonProps={{ "aria-label": "Everyone" }}
            data={roles.data.items.map((one) => ({ value: one.key, label: one.name }))}
            value={role}
            error={fieldError(error, "requiredRole")}
            onChange={setRole}
          />
        ) : null}
        {stage && stage.outcome !== end ? (
          <Alert color="yellow">The outcome can only change while there are no deals in the stage.</Alert>
        ) : null}
        <FormFailure
          error={error}
          ownFields={[
            "name",
            "probability",
            "rottingDays",
            "requiredFields",
            "requiredActivity",
            "requiredRole",
            "outcome",
          ]}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {stage ? "Save" : "Add the stage"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
