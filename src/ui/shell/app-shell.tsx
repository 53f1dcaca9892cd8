"use client";
/** The frame of every signed-in page: sidebar on a desk, bottom navigation on a phone, one main region. */
import { useLocalStorage } from "@mantine/hooks";
import { IconSettings } from "@tabler/icons-react";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import { type SearchRecords, useCommands, useRecordSearch } from "../commands/command-provider";
import type { Command } from "../commands/command-store";
import { BottomNavigation } from "./bottom-navigation";
import type { Favourite, NavigationItem } from "./navigation";
import classes from "./shell.module.css";
import { Sidebar } from "./sidebar";
import type { ShellUser } from "./user-menu";

export interface AppShellProps {
  navigation: NavigationItem[];
  /** Where Settings leads; absent when this person has none. */
  settingsHref?: string;
  favourites?: Favourite[];
  /** The workspace switcher, or the workspace's name. */
  workspace: ReactNode;
  user: ShellUser;
  onSignOut: () => void;
  searchRecords?: SearchRecords;
  /** A line above everything: "this is a demo", "you are offline". */
  banner?: ReactNode;
  children: ReactNode;
}

export function AppShell(props: AppShellProps) {
  const { navigation, settingsHref, searchRecords, banner, children } = props;
  const router = useRouter();
  const pathname = usePathname();
  const [isCollapsed, setIsCollapsed] = useLocalStorage({ key: "meridian.sidebar", defaultValue: false });
  useRecordSearch(searchRecords);

  const commands = useMemo<Command[]>(
    () => [
      ...navigation.map(
        (item): Command => ({
          id: `go-${item.id}`,
          label: item.label,
          group: "Go to",
          icon: item.icon,
          shortcut: item.shortcut,
          run: () => router.push(item.href),
        }),
      ),
      ...(settingsHref
        ? [
            {
              id: "go-settings",
              label: "Settings",
              group: "Go to",
              icon: IconSettings,
              shortcut: "G S",
              run: () => router.push(settingsHref),
            },
          ]
        : []),
      {
        id: "toggle-sidebar",
        label: "Show or hide the sidebar",
        group: "General",
        shortcut: "mod+B",
        run: () => setIsCollapsed((before) => !before),
      },
    ],
    [navigation, settingsHref, router, setIsCollapsed],
  );
  useCommands(commands);

  return (
    <div className={classes.shell} data-collapsed={isCollapsed || undefined}>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <Sidebar
        {...props}
        pathname={pathname}
        isCollapsed={isCollapsed}
        onToggle={() => setIsCollapsed((before) => !before)}
      />
      <div className={classes.content}>
        {banner ? <div className={classes.banner}>{banner}</div> : null}
        <main id="main" tabIndex={-1} className={classes.main}>
          {children}
        </main>
      </div>
      <BottomNavigation {...props} pathname={pathname} />
    </div>
  );
}
