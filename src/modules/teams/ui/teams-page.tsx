"use client";
/** Departments and the teams in them: what "their team’s" and "their department’s" mean in a role. */
import { Badge, Button } from "@mantine/core";
import { IconBuilding, IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { confirm } from "@/modules/users/ui/confirm";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { FormSheet } from "@/ui/form/form-sheet";
import { SettingsPage } from "@/ui/settings/settings-layout";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";
import type { Department, Team } from "../schema";
import { DepartmentForm } from "./department-form";
import { TeamForm } from "./team-form";

type Open = { kind: "team"; team?: Team } | { kind: "department"; department?: Department } | null;

export function TeamsPage() {
  return (
    <PermissionGate permission="teams:write">
      <Teams />
    </PermissionGate>
  );
}

const people = (count: number) => `${count} ${count === 1 ? "person" : "people"}`;

function Teams() {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [open, setOpen] = useState<Open>(null);
  const teams = useQuery(trpc.teams.list.queryOptions({ limit: 100 }));
  const departments = useQuery(trpc.departments.list.queryOptions({ limit: 100 }));
  const changed = [trpc.teams.pathKey(), trpc.departments.pathKey(), trpc.users.pathKey()];
  const deleteTeam = useMutation(trpc.teams.delete.mutationOptions(outcome("Team deleted", ...changed)));
  const deleteDepartment = useMutation(
    trpc.departments.delete.mutationOptions(outcome("Department deleted", ...changed)),
  );
  const close = () => setOpen(null);
  const error = teams.error ?? departments.error;
  return (
    <SettingsPage
      title="Teams"
      description="A role may reach a person’s own records, their team’s, their department’s, or everyone’s."
    >
      {error ? (
        <ErrorState
          error={error}
          onRetry={() => {
            void teams.refetch();
            void departments.refetch();
          }}
        />
      ) : null}
      <SettingsSection
        title="Teams"
        actions={
          <Button
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => setOpen({ kind: "team" })}
          >
            New team
          </Button>
        }
      >
        {teams.isPending ? <SettingsListSkeleton /> : null}
        {teams.data?.items.length === 0 ? (
          <EmptyState icon={<IconUsersGroup size={22} />} title="No teams yet">
            A team shares its records with its members, as far as their roles say so.
          </EmptyState>
        ) : null}
        {teams.data && teams.data.items.length > 0 ? (
          <SettingsList label="Teams">
            {teams.data.items.map((team) => (
              <SettingsRow
                key={team.id}
                icon={<IconUsersGroup size={20} stroke={1.6} />}
                title={team.name}
                badges={team.departmentName ? <Badge color="gray">{team.departmentName}</Badge> : null}
                facts={[people(team.memberCount), team.managerName ? `led by ${team.managerName}` : ""]
                  .filter(Boolean)
                  .join(" · ")}
                actions={
                  <RowActions
                    name={team.name}
                    isEmpty={team.memberCount === 0}
                    onEdit={() => setOpen({ kind: "team", team })}
                    onDelete={() => deleteTeam.mutate({ teamId: team.id })}
                  />
                }
              />
            ))}
          </SettingsList>
        ) : null}
      </SettingsSection>
      <SettingsSection
        title="Departments"
        actions={
          <Button
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => setOpen({ kind: "department" })}
          >
            New department
          </Button>
        }
      >
        {departments.isPending ? <SettingsListSkeleton rows={2} /> : null}
        {departments.data?.items.length === 0 ? (
          <EmptyState icon={<IconBuilding size={22} />} title="No departments yet">
            A department gathers teams.
          </EmptyState>
        ) : null}
        {departments.data && departments.data.items.length > 0 ? (
          <SettingsList label="Departments">
            {departments.data.items.map((department) => (
              <SettingsRow
                key={department.id}
                icon={<IconBuilding size={20} stroke={1.6} />}
                title={department.name}
                facts={people(department.memberCount)}
                actions={
                  <RowActions
                    name={department.name}
                    isEmpty={department.memberCount === 0}
                    onEdit={() => setOpen({ kind: "department", department })}
                    onDelete={() => deleteDepartment.mutate({ departmentId: department.id })}
                  />
                }
              />
            ))}
          </SettingsList>
        ) : null}
      </SettingsSection>
      <FormSheet
        isOpen={open?.kind === "team"}
        onClose={close}
        title={(open?.kind === "team" && open.team?.name) || "New team"}
        size={460}
      >
        {open?.kind === "team" ? <TeamForm team={open.team} onClose={close} /> : null}
      </FormSheet>
      <FormSheet
        isOpen={open?.kind === "department"}
        onClose={close}
        title={(open?.kind === "department" && open.department?.name) || "New department"}
        size={460}
      >
        {open?.kind === "department" ? <DepartmentForm department={open.department} onClose={close} /> : null}
      </FormSheet>
    </SettingsPage>
  );
}

interface RowActionsProps {
  name: string;
  isEmpty: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

function RowActions({ name, isEmpty, onEdit, onDelete }: RowActionsProps) {
  return (
    <>
      <Button variant="default" aria-label={`Edit ${name}`} onClick={onEdit}>
        Edit
      </Button>
      {isEmpty ? (
        <Button
          variant="default"
          aria-label={`Delete ${name}`}
          onClick={() =>
            confirm({
              title: `Delete “${name}”?`,
              text: "Nobody belongs to it.",
              action: "Delete",
              onConfirm: onDelete,
            })
          }
        >
          Delete
        </Button>
      ) : null}
    </>
  );
}
