"use client";
// Deleting a stage: its deals go somewhere first.
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { FormFailure } from "@/modules/sessions/ui/form-failure";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import type { Pipeline, Stage } from "../schema";

interface DeleteStageProps {
  pipeline: Pipeline;
  stage: Stage;
  onClose: () => void;
}

export function DeleteStage({ pipeline, stage, onClose }: DeleteStageProps) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const others = pipeline.stages.filter((one) => one.id !== stage.id && one.outcome === stage.outcome);
  const [moveTo, setMoveTo] = useState(others[0]?.id ?? null);
  const remove = useMutation(
    trpc.pipelines.deleteStage.mutationOptions({
      onSuccess: async (saved: unknown) => {
        onClose();
        await outcome("Stage deleted", trpc.pipelines.pathKey()).onSuccess(saved);
      },
    }),
  );
  return (
    <Stack p="md" gap="sm">
      <Text size="sm">Its deals go on in another stage; what they went through stays in their history.</Text>
      <Select
        label="Its deals go to"
        allowDeselect={false}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        value={moveTo}
        onChange={setMoveTo}
      />
      <FormFailure error={remove.error} ownFields={[]} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          color="red"
          disabled={!moveTo}
          loading={remove.isPending}
          onClick={() =>
            remove.mutate({ pipelineId: pipeline.id, stageId: stage.id, ...(moveTo ? { moveTo } : {}) })
          }
        >
          Delete the stage
        </Button>
      </Group>
    </Stack>
  );
}
