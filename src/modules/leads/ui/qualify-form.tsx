"use client";
// Why a lead is worth more work, and what comes next.
import { Alert, Button, Group, NumberInput, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { useSaveLead } from "./use-save-lead";

export function QualifyForm({ lead, onClose }: { lead: RecordRow; onClose: () => void }) {
  const client = useTRPCClient();
  const [notes, setNotes] = useState(
    typeof lead.qualificationNotes === "string" ? lead.qualificationNotes : "",
  );
  const [score, setScore] = useState<number | string>(typeof lead.score === "number" ? lead.score : 0);
  const [next, setNext] = useState("");
  const { submit, isSaving, failure } = useSaveLead(
    () =>
      client.leads.qualify.mutate({
        leadId: lead.id,
        score: Number(score),
        ...(notes.trim() ? { qualificationNotes: notes.trim() } : {}),
        ...(next.trim() ? { nextAction: next.trim() } : {}),
      }),
    onClose,
  );

  return (
    <form onSubmit={submit}>
      <Stack p="md" gap="sm">
        <Textarea
          label="What speaks for it"
          placeholder="Budget confirmed, decision maker identified"
          autosize
          minRows={3}
          data-autofocus
          value={notes}
          error={failure?.fields.qualificationNotes}
          onChange={(event) => setNotes(event.currentTarget.value)}
        />
        <NumberInput
          label="Score"
          description="0 to 100"
          min={0}
          max={100}
          allowDecimal={false}
          value={score}
          error={failure?.fields.score}
          onChange={setScore}
        />
        <TextInput
          label="Next action"
          description="Becomes a task of the lead's owner"
          placeholder="Schedule a demo"
          value={next}
          error={failure?.fields.nextAction}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        {failure ? (
          <Alert color="red" role="alert" title={failure.title}>
            {failure.detail}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isSaving}>
            Qualify
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
