"use client";
/** The person's own menu: light or dark, shortcuts, profile, sign out. */
import { UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconKeyboard, IconLogout, IconUser } from "@tabler/icons-react";
import Link from "next/link";
import { useCommandMenu } from "../commands/command-provider";
import { PersonAvatar } from "../fields/person";
import { Menu } from "../late/menu";
import unseen from "../theme/spoken.module.css";
import classes from "./shell.module.css";

export interface ShellUser {
  name: string;
  email: string;
  avatarUrl?: string;
  profileHref?: string;
}

interface UserMenuProps {
  user: ShellUser;
  onSignOut: () => void;
  isCollapsed?: boolean;
}

export function UserMenu({ user, onSignOut, isCollapsed }: UserMenuProps) {
  const { openShortcuts } = useCommandMenu();
  return (
    <Menu position="top-start" width={240} keepMounted={false}>
      <Menu.Target>
        <UnstyledButton className={classes.row}>
          <PersonAvatar name={user.name} avatarUrl={user.avatarUrl} size={22} />
          <span className={isCollapsed ? unseen.spoken : classes.rowLabel}>{user.name}</span>
          <span className={unseen.spoken}>: your menu</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <ThemeItems />
        <Menu.Divider />
        {user.profileHref ? (
          <Menu.Item component={Link} href={user.profileHref} leftSection={<IconUser size={16} />}>
            Your profile
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={openShortcuts}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={onSignOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const schemes = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "As the system" },
] as const;

function ThemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.RadioGroup
      value={colorScheme}
      onChange={(value) => setColorScheme(value === "light" || value === "dark" ? value : "auto")}
    >
      {schemes.map(({ value, label }) => (
        <Menu.RadioItem key={value} value={value} closeMenuOnClick={false}>
          {label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
