"use client";
// In the place of a page that one may not see: which permission is missing, and who can give it, by name.
import { NoPermission } from "@/ui/feedback/states";
import { useWhoMay } from "./who-may";

const namedAtMost = 3;

export function NoAccess({ permission }: { permission: string }) {
  const admins = useWhoMay("users:write");
  return <NoPermission permission={permission} grantedBy={admins.slice(0, namedAtMost)} />;
}
