/** The places of the product as data: the shell draws them in the sidebar, at the bottom of a phone and in the ⌘K menu. */
import type { ComponentType, ReactNode } from "react";

export interface NavigationItem {
  id: string;
  label: string;
  href: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** "G C". */
  shortcut?: string;
  /** A count that asks for attention (unread, overdue). */
  badge?: number;
  badgeLabel?: string;
  /** On a phone, the first four with this stand at the bottom; the rest is behind "More". */
  isPrimary?: boolean;
}

export interface Favourite {
  id: string;
  label: string;
  href: string;
  icon?: ReactNode;
}

export function isCurrent(href: string, pathname: string): boolean {
  const [path] = href.split("?", 1);
  return pathname === path || pathname.startsWith(`${path}/`);
}
