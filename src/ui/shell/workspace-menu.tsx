"use client";
/** The workspace switcher: the present tenant, the others that this person belongs to, and making one more. */
import { UnstyledButton } from "@mantine/core";
import { IconCheck, IconPlus, IconSelector } from "@tabler/icons-react";
import { PersonAvatar } from "../fields/person";
import { Menu } from "../late/menu";
import unseen from "../theme/spoken.module.css";
import classes from "./shell.module.css";

export interface Workspace {
  id: string;
  name: string;
}

export interface WorkspaceMenuProps {
  current: Workspace;
  workspaces: Workspace[];
  onSwitch: (id: string) => void;
  onCreate: () => void;
}

export function WorkspaceMenu({ current, workspaces, onSwitch, onCreate }: WorkspaceMenuProps) {
  const name = (
    <>
      <PersonAvatar name={current.name} size={22} isSquare />
      <span className={classes.workspaceName}>{current.name}</span>
    </>
  );
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.workspaceButton}>
          {name}
          <span className={unseen.spoken}>: switch workspace</span>
          <IconSelector size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Workspaces</Menu.Label>
        {workspaces.map((workspace) => (
          <Menu.Item
            key={workspace.id}
            leftSection={<PersonAvatar name={workspace.name} size={20} isSquare />}
            rightSection={workspace.id === current.id ? <IconCheck size={15} aria-label="current" /> : null}
            onClick={() => onSwitch(workspace.id)}
          >
            {workspace.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconPlus size={15} aria-hidden />} onClick={onCreate}>
          New workspace…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
