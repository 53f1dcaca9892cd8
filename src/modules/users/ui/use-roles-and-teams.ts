"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/surfaces/rpc/client";

/** The roles and teams that someone can be given. */
export function useRolesAndTeams() {
  const trpc = useTRPC();
  const roles = useQuery(trpc.roles.list.queryOptions({ limit: 100 }, { staleTime: 30_000 }));
  const teams = useQuery(trpc.teams.list.queryOptions({ limit: 100 }, { staleTime: 30_000 }));
  return { roles: roles.data?.items ?? [], teams: teams.data?.items ?? [] };
}
