"use client";
/** The frame of the settings: only sections that this person may use are in it. */
import type { ReactNode } from "react";
import { SettingsLayout } from "@/ui/settings/settings-layout";
import { type Allowed, useAllowed } from "./use-me";

interface Place {
  label: string;
  href: string;
  /** Absent: everyone's. */
  permission?: string;
}

const places: { title: string; items: Place[] }[] = [
  { title: "You", items: [{ label: "Profile", href: "/settings/profile" }] },
  {
    title: "Workspace",
    items: [
      { label: "Workspace", href: "/settings/workspace", permission: "settings:write" },
      { label: "People", href: "/settings/people", permission: "users:write" },
      { label: "Teams", href: "/settings/teams", permission: "teams:write" },
      { label: "Roles", href: "/settings/roles", permission: "roles:write" },
      { label: "Fields", href: "/settings/fields", permission: "fields:write" },
    ],
  },
  {
    title: "Selling",
    items: [
      { label: "Pipelines", href: "/settings/pipelines", permission: "pipelines:manage" },
      { label: "Currencies", href: "/settings/currencies", permission: "settings:write" },
      { label: "Sharing out leads", href: "/settings/leads", permission: "leads:assign" },
      { label: "Web forms", href: "/settings/forms", permission: "leads:assign" },
    ],
  },
  {
    title: "Access",
    items: [
      { label: "API keys", href: "/settings/api-keys", permission: "api_keys:read" },
      { label: "Security log", href: "/settings/security", permission: "security:read" },
    ],
  },
];

const sectionsFor = (allowed: Allowed) =>
  places
    .map(({ title, items }) => ({
      title,
      items: items.filter(({ permission }) => permission === undefined || allowed(permission)),
    }))
    .filter(({ items }) => items.length > 0);

export function SettingsNavigation({ children }: { children: ReactNode }) {
  return <SettingsLayout sections={sectionsFor(useAllowed())}>{children}</SettingsLayout>;
}
