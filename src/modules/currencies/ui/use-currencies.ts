"use client";
// The base currency and the rates, for sums that must be right before the server answers.
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/surfaces/rpc/client";
import type { Currencies } from "../schema";

export type { MoneySum } from "../schema";

export function useCurrencies(): Currencies | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.currencies.list.queryOptions(undefined, { staleTime: 300_000 })).data;
}
