"use client";
/** The left side: workspace, search, places, favourites, settings and the person. Collapsed it keeps only icons. */
import { ActionIcon, UnstyledButton } from "@mantine/core";
import { IconLayoutSidebar, IconSearch, IconSettings, IconStar } from "@tabler/icons-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useAriaShortcut, useCommandMenu } from "../commands/command-provider";
import { ShortcutKeys } from "../commands/shortcut-keys";
import { Hint } from "../late/hint";
import unseen from "../theme/spoken.module.css";
import type { AppShellProps } from "./app-shell";
import { isCurrent, type NavigationItem } from "./navigation";
import classes from "./shell.module.css";
import { UserMenu } from "./user-menu";

interface SidebarProps extends AppShellProps {
  pathname: string;
  isCollapsed: boolean;
  onToggle: () => void;
}

export function Sidebar(props: SidebarProps) {
  const {
    navigation,
    settingsHref,
    favourites,
    workspace,
    user,
    onSignOut,
    pathname,
    isCollapsed,
    onToggle,
  } = props;
  const menu = useCommandMenu();
  const searchKeys = useAriaShortcut("command-menu");
  const toggleKeys = useAriaShortcut("toggle-sidebar");
  return (
    <nav className={classes.sidebar} aria-label="Main">
      <div className={classes.top}>
        {isCollapsed ? null : <div className={classes.workspace}>{workspace}</div>}
        <Hint label={isCollapsed ? "Show the sidebar" : "Hide the sidebar"} position="right">
          <ActionIcon
            aria-label={isCollapsed ? "Show the sidebar" : "Hide the sidebar"}
            aria-expanded={!isCollapsed}
            aria-keyshortcuts={toggleKeys}
            onClick={onToggle}
          >
            <IconLayoutSidebar size={18} stroke={1.6} />
          </ActionIcon>
        </Hint>
      </div>
      <Hint label="Search" position="right" disabled={!isCollapsed}>
        <UnstyledButton
          className={classes.searchButton}
          onClick={menu.open}
          aria-keyshortcuts={searchKeys}
          aria-label={isCollapsed ? "Search" : undefined}
        >
          <IconSearch size={16} aria-hidden />
          {isCollapsed ? null : (
            <>
              <span className={classes.grow}>Search</span>
              <ShortcutKeys shortcut="mod+K" />
            </>
          )}
        </UnstyledButton>
      </Hint>
      <div className={classes.navigation}>
        <ul className={classes.list}>
          {navigation.map((item) => (
            <li key={item.id}>
              <NavigationLink item={item} pathname={pathname} isCollapsed={isCollapsed} />
            </li>
          ))}
        </ul>
        {favourites && favourites.length > 0 && !isCollapsed ? (
          <>
            <h2 className={classes.listTitle}>Favourites</h2>
            <ul className={classes.list}>
              {favourites.map((favourite) => (
                <li key={favourite.id}>
                  <Row
                    href={favourite.href}
                    label={favourite.label}
                    icon={favourite.icon ?? <IconStar size={16} stroke={1.6} />}
                    isCurrent={pathname === favourite.href}
                    isCollapsed={false}
                  />
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
      <div className={classes.bottom}>
        {settingsHref ? (
          <Row
            href={settingsHref}
            label="Settings"
            icon={<IconSettings size={18} stroke={1.6} />}
            isCurrent={isCurrent(settingsHref, pathname)}
            isCollapsed={isCollapsed}
          />
        ) : null}
        <UserMenu user={user} onSignOut={onSignOut} isCollapsed={isCollapsed} />
      </div>
    </nav>
  );
}

function NavigationLink(props: { item: NavigationItem; pathname: string; isCollapsed: boolean }) {
  const { item, pathname, isCollapsed } = props;
  const Icon = item.icon;
  return (
    <Row
      href={item.href}
      label={item.label}
      icon={<Icon size={18} stroke={1.6} />}
      isCurrent={isCurrent(item.href, pathname)}
      isCollapsed={isCollapsed}
      shortcut={item.shortcut}
      end={
        item.badge ? (
          <span className={classes.badge}>
            {item.badge > 99 ? "99+" : item.badge}
            <span className={unseen.spoken}> {item.badgeLabel ?? "new"}</span>
          </span>
        ) : null
      }
    />
  );
}

function Row(props: {
  href: string;
  label: string;
  icon: ReactNode;
  isCurrent: boolean;
  isCollapsed: boolean;
  shortcut?: string;
  end?: ReactNode;
}) {
  const { href, label, icon, isCurrent: isHere, isCollapsed, shortcut, end } = props;
  const tip = shortcut ? (
    <>
      {label} <ShortcutKeys shortcut={shortcut} />
    </>
  ) : (
    label
  );
  return (
    <Hint
      label={tip}
      position="right"
      openDelay={isCollapsed ? 100 : 900}
      disabled={!isCollapsed && !shortcut}
    >
      <Link href={href} className={classes.row} aria-current={isHere ? "page" : undefined}>
        <span className={classes.rowIcon} aria-hidden>
          {icon}
        </span>
        <span className={isCollapsed ? unseen.spoken : classes.rowLabel}>{label}</span>
        {isCollapsed ? null : end}
      </Link>
    </Hint>
  );
}
