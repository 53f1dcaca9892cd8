"use client";
// Settings → Pipelines: the stages that deals go through, what each asks for, and the reasons deals end for.
import { Badge, Button, Group, Switch, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { confirm } from "@/modules/users/ui/confirm";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { ErrorState } from "@/ui/feedback/states";
import { FormSheet } from "@/ui/form/form-sheet";
import { SettingsPage } from "@/ui/settings/settings-layout";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";
import type { Pipeline, Stage } from "../schema";
import { CloseReasons } from "./close-reasons";
import { DeleteStage } from "./delete-stage";
import { StageForm } from "./stage-form";

export function PipelinesPage() {
  return (
    <SettingsPage title="Pipelines" description="The stages that deals go through, and what each asks for.">
      <PermissionGate permission="pipelines:manage">
        <Pipelines />
      </PermissionGate>
    </SettingsPage>
  );
}

function Pipelines() {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const pipelines = useQuery(trpc.pipelines.list.queryOptions({ includeArchived: true }));
  const [name, setName] = useState("");
  const create = useMutation(
    trpc.pipelines.create.mutationOptions(outcome("Pipeline made", trpc.pipelines.pathKey())),
  );
  function add(event: FormEvent) {
    event.preventDefault();
    const stages = [
      { name: "Qualification", probability: 20 },
      { name: "Proposal", probability: 50 },
      { name: "Negotiation", probability: 75 },
    ];
    create.mutate({ name: name.trim(), stages }, { onSuccess: () => setName("") });
  }
  if (pipelines.error) return <ErrorState error={pipelines.error} onRetry={() => void pipelines.refetch()} />;
  if (!pipelines.data) return <SettingsListSkeleton />;
  const inUse = pipelines.data.filter((one) => !one.archivedAt).length;
  return (
    <>
      {pipelines.data.map((pipeline) => (
        <PipelineSection key={pipeline.id} pipeline={pipeline} canArchive={inUse > 1} />
      ))}
      <form onSubmit={add}>
        <Group align="end" gap={8} mb="xl">
          <TextInput
            label="Another pipeline"
            placeholder="Renewals"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!name.trim()} loading={create.isPending}>
            Make it
          </Button>
        </Group>
      </form>
      <CloseReasons outcome="won" title="Reasons for winning" />
      <CloseReasons outcome="lost" title="Reasons for losing" />
    </>
  );
}

const outcomes = { open: null, won: "teal", lost: "red" } as const;
const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

function factsOf(stage: Stage): string {
  const asks = [
    stage.requiredFields.length > 0 ? plural(stage.requiredFields.length, "field") : "",
    stage.requiredActivity ? `a ${stage.requiredActivity}` : "",
    stage.requiredRole ? `the role ${stage.requiredRole.replaceAll("_", " ")}` : "",
  ].filter(Boolean);
  return [
    `${stage.probability} %`,
    stage.rottingDays ? `rotting after ${plural(stage.rottingDays, "day")}` : "",
    asks.length > 0 ? `asks for ${asks.join(", ")}` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function PipelineSection({ pipeline, canArchive }: { pipeline: Pipeline; canArchive: boolean }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [open, setOpen] = useState<{ kind: "new" } | { kind: "edit" | "delete"; stage: Stage } | null>(null);
  const close = () => setOpen(null);
  const changed = trpc.pipelines.pathKey();
  const reorder = useMutation(trpc.pipelines.reorderStages.mutationOptions(outcome("Order saved", changed)));
  const update = useMutation(trpc.pipelines.update.mutationOptions(outcome("Pipeline saved", changed)));
  const archive = useMutation(trpc.pipelines.archive.mutationOptions(outcome("Pipeline archived", changed)));
  const unarchive = useMutation(
    trpc.pipelines.unarchive.mutationOptions(outcome("Pipeline is in use again", changed)),
  );
  const pipelineId = pipeline.id;
  const ids = pipeline.stages.map((stage) => stage.id);
  const move = (at: number, to: number) => {
    const stages = [...ids];
    const [moved] = stages.splice(at, 1);
    if (moved) stages.splice(to, 0, moved);
    reorder.mutate({ pipelineId, stages });
  };
  const editing = open?.kind === "edit" ? open.stage : undefined;
  return (
    <SettingsSection
      title={pipeline.archivedAt ? `${pipeline.name} (archived)` : pipeline.name}
      description={pipeline.description ?? undefined}
      actions={
        <>
          <Rename pipeline={pipeline} onRename={(name) => update.mutate({ pipelineId, name })} />
          {pipeline.archivedAt ? (
            <Button variant="default" onClick={() => unarchive.mutate({ pipelineId })}>
              Use again
            </Button>
          ) : canArchive ? (
            <Button
              variant="default"
              onClick={() =>
                confirm({
                  title: `Archive “${pipeline.name}”?`,
                  text: "It keeps its deals and takes no new ones. You can take it back into use.",
                  action: "Archive",
                  onConfirm: () => archive.mutate({ pipelineId }),
                })
              }
            >
              Archive
            </Button>
          ) : null}
          <Button
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => setOpen({ kind: "new" })}
          >
            New stage
          </Button>
        </>
      }
    >
      <SettingsList label={`Stages of ${pipeline.name}`}>
        {pipeline.stages.map((stage, at) => (
          <SettingsRow
            key={stage.id}
            title={stage.name}
            badges={
              outcomes[stage.outcome] ? (
                <Badge color={outcomes[stage.outcome] ?? "gray"}>{stage.outcome}</Badge>
              ) : null
            }
            facts={factsOf(stage)}
            actions={
              <>
                <Button
                  variant="subtle"
                  color="gray"
                  px={6}
                  aria-label={`Move ${stage.name} up`}
                  disabled={at === 0 || reorder.isPending}
                  onClick={() => move(at, at - 1)}
                >
                  <IconArrowUp size={15} />
                </Button>
                <Button
                  variant="subtle"
                  color="gray"
                  px={6}
                  aria-label={`Move ${stage.name} down`}
                  disabled={at === ids.length - 1 || reorder.isPending}
                  onClick={() => move(at, at + 1)}
                >
                  <IconArrowDown size={15} />
                </Button>
                <Button
                  variant="default"
                  aria-label={`Edit ${stage.name}`}
                  onClick={() => setOpen({ kind: "edit", stage })}
                >
                  Edit
                </Button>
                {pipeline.stages.filter((one) => one.outcome === stage.outcome).length > 1 ? (
                  <Button
                    variant="default"
                    aria-label={`Delete ${stage.name}`}
                    onClick={() => setOpen({ kind: "delete", stage })}
                  >
                    Delete
                  </Button>
                ) : null}
              </>
            }
          />
        ))}
      </SettingsList>
      <Group mt="sm" gap="lg">
        <Switch
          label="A reason is needed to win"
          checked={pipeline.requiresWonReason}
          onChange={(event) => update.mutate({ pipelineId, requiresWonReason: event.currentTarget.checked })}
        />
        <Switch
          label="A reason is needed to lose"
          checked={pipeline.requiresLostReason}
          onChange={(event) => update.mutate({ pipelineId, requiresLostReason: event.currentTarget.checked })}
        />
      </Group>
      <FormSheet
        isOpen={open?.kind === "new" || editing !== undefined}
        onClose={close}
        title={editing ? editing.name : "New stage"}
        size={480}
      >
        {open?.kind === "new" || editing ? (
          <StageForm pipelineId={pipelineId} stage={editing} onClose={close} />
        ) : null}
      </FormSheet>
      <FormSheet
        isOpen={open?.kind === "delete"}
        onClose={close}
        title={open?.kind === "delete" ? `Delete ${open.stage.name}` : ""}
        size={440}
      >
        {open?.kind === "delete" ? (
          <DeleteStage pipeline={pipeline} stage={open.stage} onClose={close} />
        ) : null}
      </FormSheet>
    </SettingsSection>
  );
}

function Rename({ pipeline, onRename }: { pipeline: Pipeline; onRename: (name: string) => void }) {
  const [name, setName] = useState<string | null>(null);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (name?.trim() && name.trim() !== pipeline.name) onRename(name.trim());
    setName(null);
  }
  return (
    <>
      <Button variant="default" aria-label={`Rename ${pipeline.name}`} onClick={() => setName(pipeline.name)}>
        Rename
      </Button>
      <FormSheet
        isOpen={name !== null}
        onClose={() => setName(null)}
        title={`Rename ${pipeline.name}`}
        size={400}
      >
        <form onSubmit={submit}>
          <Group p="md" align="end">
            <TextInput
              label="Name"
              flex={1}
              required
              maxLength={100}
              data-autofocus
              value={name ?? ""}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit">Save</Button>
          </Group>
        </form>
      </FormSheet>
    </>
  );
}
