"use client";
// In the place of a page that one may not see: which permission is missing, and who can give it, by name.
import type { ReactNode } from "react";
import { NoPermission } from "@/ui/feedback/states";
import { useWhoMay } from "./who-may";

const namedAtMost = 3;

interface NoAccessProps {
  permission: string;
  /** Whom to ask to do it. */
  children?: ReactNode;
}

export function NoAccess({ permission, children }: NoAccessProps) {
  const admins = useWhoMay("users:write");
  return (
    <NoPermission permission={permission} grantedBy={admins.slice(0, namedAtMost)}>
      {children}
    </NoPermission>
  );
}
