"use client";
// Whom to ask for what one may not do oneself, by name.
import { useQuery } from "@tanstack/react-query";
import { useScope } from "@/modules/records/ui/viewer";
import { useTRPC } from "@/surfaces/rpc/client";

const rarelyMs = 300_000;

/** Nobody while it is not known. */
export function useWhoMay(permission: string): string[] {
  const trpc = useTRPC();
  const scope = useScope();
  const { data } = useQuery(
    trpc.users.whoMay.queryOptions(
      { permission },
      { enabled: scope("users:read") !== undefined, staleTime: rarelyMs },
    ),
  );
  return data?.people.map(({ name }) => name) ?? [];
}

interface AskWhoProps {
  /** "contacts:merge" */
  permission: string;
  /** "merge them" */
  what: string;
}

/** "Ask Ada Lovelace or Max Larsen to merge them." */
export function AskWho({ permission, what }: AskWhoProps) {
  const names = useWhoMay(permission);
  const who =
    names.length > 0
      ? new Intl.ListFormat("en", { type: "disjunction" }).format(names.slice(0, 3))
      : "an administrator";
  return (
    <span>
      Ask {who} to {what}.
    </span>
  );
}
