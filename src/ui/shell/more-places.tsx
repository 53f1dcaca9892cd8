"use client";
/** On a phone: every place that has none in the bar, over the whole screen. */
import { Modal } from "@mantine/core";
import { IconSettings } from "@tabler/icons-react";
import Link from "next/link";
import type { AppShellProps } from "./app-shell";
import { isCurrent } from "./navigation";
import classes from "./shell.module.css";
import { UserMenu } from "./user-menu";

export function MorePlaces(props: AppShellProps & { pathname: string; onClose: () => void }) {
  const { navigation, settingsHref, favourites, workspace, user, onSignOut, pathname, onClose } = props;
  return (
    <Modal
      opened
      onClose={onClose}
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
                  onClick={onClose}
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
              <Link href={favourite.href} className={classes.row} onClick={onClose}>
                {favourite.icon}
                <span className={classes.rowLabel}>{favourite.label}</span>
              </Link>
            </li>
          ))}
          {settingsHref ? (
            <li>
              <Link href={settingsHref} className={classes.row} onClick={onClose}>
                <IconSettings size={20} stroke={1.6} />
                <span className={classes.rowLabel}>Settings</span>
              </Link>
            </li>
          ) : null}
        </ul>
      </nav>
      <UserMenu user={user} onSignOut={onSignOut} />
    </Modal>
  );
}
