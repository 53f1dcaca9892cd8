"use client";
/** The form for a further workspace: a name, then work goes on in it. */
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/surfaces/rpc/client";
import { describeError } from "@/ui/feedback/describe-error";
import { FormSheet } from "@/ui/form/form-sheet";

interface NewWorkspaceProps {
  onClose: () => void;
  onMade: (tenantId: string) => void;
}

export function NewWorkspace({ onClose, onMade }: NewWorkspaceProps) {
  const trpc = useTRPC();
  const [workspace, setWorkspace] = useState("");
  const create = useMutation(
    trpc.signup.createWorkspace.mutationOptions({ onSuccess: ({ tenantId }) => onMade(tenantId) }),
  );
  return (
    <FormSheet isOpen onClose={onClose} title="New workspace" size={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ workspace });
        }}
      >
        <Stack p="md" gap="md">
          <Text size="sm" c="dimmed">
            Records, people and settings of its own. You will be its first administrator.
          </Text>
          <TextInput
            label="Name"
            data-autofocus
            required
            maxLength={100}
            value={workspace}
            onChange={(event) => setWorkspace(event.currentTarget.value)}
            error={create.error ? describeError(create.error).detail : null}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || create.isSuccess}>
              Create workspace
            </Button>
          </Group>
        </Stack>
      </form>
    </FormSheet>
  );
}
