"use client";
// Asks for just what a deal lacks to enter a stage: fields, an activity, the reason of its end.
import { Alert, Button, Group, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Stage } from "@/modules/pipelines/ui/use-pipelines";
import { useDescribedFields } from "@/modules/records/ui/use-fields";
import { useTRPC } from "@/surfaces/rpc/client";
import { describeError } from "@/ui/feedback/describe-error";
import { FieldEditor } from "@/ui/fields/field-editor";
import { readValue, withValue } from "@/ui/fields/read-value";
import { FormSheet } from "@/ui/form/form-sheet";
import type { Missing } from "./gates";
import { useDealFields } from "./use-deal-fields";

export interface GateAnswer {
  fields: Record<string, unknown>;
  closeReason?: string;
  note?: string;
  /** What took place, for each kind of activity that is asked for. */
  activities: { kind: string; text: string }[];
}

export interface GateSheetProps {
  deal: { id: string; title: string; [key: string]: unknown };
  stage: Stage;
  missing: Missing[];
  onSubmit: (answer: GateAnswer) => Promise<void>;
  onClose: () => void;
}

const activityWords: Record<string, { label: string; example: string }> = {
  call: { label: "What was said on the call", example: "They have the budget; decision in May" },
  email: { label: "What was written", example: "Sent the offer and the references" },
  meeting: { label: "What came out of the meeting", example: "Agreed on scope and dates" },
  sms: { label: "What was written", example: "Confirmed Thursday" },
  note: { label: "Note", example: "Champion found: head of operations" },
  task: { label: "Task that is done", example: "Requirements gathered" },
  event: { label: "Event that took place", example: "Product demo" },
};

export function GateSheet(props: GateSheetProps) {
  const { stage, deal, onClose } = props;
  const verb = stage.outcome === "won" ? "Win" : stage.outcome === "lost" ? "Lose" : `To ${stage.name}:`;
  return (
    <FormSheet isOpen onClose={onClose} title={`${verb} ${deal.title}`} size={480}>
      <GateForm {...props} />
    </FormSheet>
  );
}

function GateForm({ deal, stage, missing, onSubmit, onClose }: GateSheetProps) {
  const fields = useDealFields(useDescribedFields("deal").fields);
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [isSaving, setIsSaving] = useState(false);
  const [failure, setFailure] = useState<ReturnType<typeof describeError>>();
  const isEnd = stage.outcome !== "open";
  const asked = missing.filter((one) => one.kind === "field");
  const activities = missing.filter((one) => one.kind === "activity");
  const role = missing.find((one) => one.kind === "role");
  const reasonAsked = missing.find((one) => one.kind === "reason");
  const trpc = useTRPC();
  const { data: reasons } = useQuery(
    trpc.pipelines.listReasons.queryOptions(
      { outcome: stage.outcome === "won" ? "won" : "lost" },
      { enabled: isEnd },
    ),
  );
  const options = reasons?.map(({ label }) => label) ?? reasonAsked?.options ?? [];

  async function submit(event: FormEvent) {
    event.preventDefault();
    setIsSaving(true);
    setFailure(undefined);
    try {
      await onSubmit({
        fields: values,
        ...(reason ? { closeReason: reason } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
        activities: activities.map(({ activity }) => ({ kind: activity, text: texts[activity] ?? "" })),
      });
    } catch (error) {
      setFailure(describeError(error));
    } finally {
      setIsSaving(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm" p="md">
        {asked.length + activities.length > 0 ? (
          <Text size="sm" c="dimmed">
            {stage.name} asks for {asked.length + activities.length === 1 ? "this" : "these"} first.
          </Text>
        ) : null}
        {role ? (
          <Alert
            color="yellow"
            title={`Only ${role.role.replaceAll("_", " ")} may move deals to ${stage.name}`}
          >
            Ask someone who has this role, or an administrator.
          </Alert>
        ) : null}
        {asked.map((one, at) => {
          const field = fields.find((candidate) => candidate.key === one.field);
          return field ? (
            <FieldEditor
              key={one.field}
              field={{ ...field, isRequired: true }}
              value={readValue(values, one.field) ?? readValue(deal, one.field)}
              record={{ ...deal, ...values }}
              error={failure?.fields[one.field] ?? failure?.fields[`fields.${one.field}`]}
              autoFocus={at === 0}
              onChange={(value) => setValues((before) => withValue(before, one.field, value))}
            />
          ) : null;
        })}
        {activities.map(({ activity }) => (
          <Textarea
            key={activity}
            required
            label={activityWords[activity]?.label ?? `What took place (${activity})`}
            placeholder={`e.g. ${activityWords[activity]?.example ?? ""}`}
            autosize
            minRows={2}
            data-autofocus={asked.length === 0 || undefined}
            value={texts[activity] ?? ""}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setTexts((before) => ({ ...before, [activity]: value }));
            }}
          />
        ))}
        {isEnd && options.length > 0 ? (
          <Select
            label={stage.outcome === "won" ? "Why it was won" : "Why it was lost"}
            data={options}
            value={reason}
            onChange={setReason}
            required={reasonAsked !== undefined}
            clearable={reasonAsked === undefined}
            clearButtonProps={{ "aria-label": "No reason" }}
            error={failure?.fields.closeReason}
            data-autofocus={asked.length + activities.length === 0 || undefined}
          />
        ) : isEnd && reasonAsked ? (
          <TextInput
            label={reasonAsked.label}
            required
            value={reason ?? ""}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        ) : null}
        {isEnd ? (
          <Textarea
            label="Anything to remember"
            autosize
            minRows={2}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        ) : null}
        {failure ? (
          <Alert color="red" role="alert" title={failure.title}>
            {failure.detail}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {role ? "Close" : "Cancel"}
          </Button>
          {role ? null : (
            <Button
              type="submit"
              loading={isSaving}
              color={stage.outcome === "won" ? "teal" : stage.outcome === "lost" ? "red" : undefined}
            >
              {stage.outcome === "won"
                ? "Mark as won"
                : stage.outcome === "lost"
                  ? "Mark as lost"
                  : `Move to ${stage.name}`}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
