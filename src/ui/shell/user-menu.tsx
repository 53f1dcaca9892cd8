"use client";
/** The person's own menu: light or dark, shortcuts, profile, sign out. */
import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import Link from "next/link";
import { useCommandMenu } from "../commands/command-provider";
import { PersonAvatar } from "../fields/person";
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
          <span className={isCollapsed ? classes.spoken : classes.rowLabel}>{user.name}</span>
          <span className={classes.spoken}>: your menu</span>
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
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "As the system", icon: IconDeviceDesktop },
] as const;

function ThemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return schemes.map(({ value, label, icon: Icon }) => (
    <Menu.Item
      key={value}
      role="menuitemradio"
      aria-checked={colorScheme === value}
      closeMenuOnClick={false}
      leftSection={<Icon size={16} />}
      rightSection={colorScheme === value ? <IconCheck size={15} aria-hidden /> : null}
      onClick={() => setColorScheme(value)}
    >
      {label}
    </Menu.Item>
  ));
}
