"use client";
// The pages' way to the operations: typed hooks over TanStack Query. Queries travel in batches, each mutation alone (so
// that its headers are its own), subscriptions as server-sent events.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  isTRPCClientError,
  splitLink,
} from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "@/modules";
import { maxBatchSize } from "./batch";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const url = "/api/trpc";

type ChangeListener = (change: { changeId: string; operation: string }) => void;
const listeners = new Set<ChangeListener>();

/** Told of every change set that a mutation of this page has written: what "Undo" reverts. */
export function onChange(listener: ChangeListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function fetchAndTell(input: RequestInfo | URL | string, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  const changeId = response.headers.get("X-Change-ID");
  if (changeId) {
    const operation = new URL(String(input), window.location.origin).pathname.slice(url.length + 1);
    for (const listener of listeners) listener({ changeId, operation });
  }
  return response;
}

const makeClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: httpSubscriptionLink({ url }),
        false: splitLink({
          condition: ({ type }) => type === "mutation",
          true: httpLink({ url, fetch: fetchAndTell }),
          false: splitLink({
            // A selection of records is longer than an address may be.
            condition: ({ path }) => path.startsWith("records."),
            true: httpLink({ url, methodOverride: "POST" }),
            false: httpBatchLink({ url, maxURLLength: 6000, maxItems: maxBatchSize }),
          }),
        }),
      }),
    ],
  });

const statusOf = (error: unknown): number | undefined =>
  isTRPCClientError<AppRouter>(error) ? error.data?.httpStatus : undefined;

const isRefusal = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500;

const makeQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What was refused is refused again; what could not be reached may be there in a moment.
        retry: (failures, error) => failures < 2 && !isRefusal(statusOf(error)),
        refetchOnWindowFocus: true,
      },
    },
  });

/** Wraps the app once, inside the design system's provider. */
export function RpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
