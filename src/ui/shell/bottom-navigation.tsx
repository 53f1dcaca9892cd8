"use client";
/** On a phone: four places, search and everything else, within reach of the thumb. */
import { Modal, UnstyledButton } from "@mantine/core";
import { IconDots, IconSearch, IconSettings } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { useCommandMenu } from "../commands/command-provider";
import type { AppShellProps } from "./app-shell";
import { isCurrent } from "./navigation";
import classes from "./shell.module.css";
import { UserMenu } from "./user-menu";

export function BottomNavigation(props: AppShellProps & { pathname: string }) {
  const { navigation, settingsHref, favourites, workspace, user, onSignOut, pathname } = props;
  const [isMore, setIsMore] = useState(false);
  const menu = useCommandMenu();
  const marked = navigation.filter((item) => item.isPrimary);
  const primary = (marked.length > 0 ? marked : navigation).slice(0, 3);
  const close = () => setIsMore(false);
  return (
    <>
      <nav className={classes.bottomBar} aria-label="Places">
        {primary.map((item) => {
          const Icon = item.icon;
          return (
            <Link
              key={item.id}
              href={item.href}
              className={classes.tab}
              aria-current={isCurrent(item.href, pathname) ? "page" : undefined}
            >
              <span className={classes.tabIcon} aria-hidden>
                <Icon size={22} stroke={1.6} />
                {item.badge ? <span className={classes.tabBadge} /> : null}
              </span>
              {item.label}
              {item.badge ? (
                <span className={classes.spoken}>
                  , {item.badge} {item.badgeLabel ?? "new"}
                </span>
              ) : null}
            </Link>
          );
        })}
        <UnstyledButton className={classes.tab} onClick={menu.open}>
          <IconSearch size={22} stroke={1.6} aria-hidden />
          Search
        </UnstyledButton>
        <UnstyledButton className={classes.tab} onClick={() => setIsMore(true)} aria-haspopup="dialog">
          <IconDots size={22} stroke={1.6} aria-hidden />
          More
        </UnstyledButton>
      </nav>
      <Modal
        opened={isMore}
        onClose={close}
        fullScreen
        title={<div className={classes.workspace}>{workspace}</div>}
        transitionProps={{ transition: "slide-up", duration: 140 }}
      >
        <nav aria-label="All places">
          <ul className={classes.list}>
            {navigation.map((item) => {
              const Icon = item.icon;
              return (
                <li key={item.id}>
                  <Link
                    href={item.href}
                    className={classes.row}
                    onClick={close}
                    aria-current={isCurrent(item.href, pathname) ? "page" : undefined}
                  >
                    <Icon size={20} stroke={1.6} />
                    <span className={classes.rowLabel}>{item.label}</span>
                    {item.badge ? <span className={classes.badge}>{item.badge}</span> : null}
                  </Link>
                </li>
              );
            })}
            {favourites?.map((favourite) => (
              <li key={favourite.id}>
                <Link href={favourite.href} className={classes.row} onClick={close}>
                  {favourite.icon}
                  <span className={classes.rowLabel}>{favourite.label}</span>
                </Link>
              </li>
            ))}
            {settingsHref ? (
              <li>
                <Link href={settingsHref} className={classes.row} onClick={close}>
                  <IconSettings size={20} stroke={1.6} />
                  <span className={classes.rowLabel}>Settings</span>
                </Link>
              </li>
            ) : null}
          </ul>
        </nav>
        <UserMenu user={user} onSignOut={onSignOut} />
      </Modal>
    </>
  );
}
