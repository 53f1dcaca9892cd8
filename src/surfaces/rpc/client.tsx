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
import { duringChange, noteOwnChange, watchFreshness } from "./freshness";
import { delayMs, isWorthAnother, waitMs } from "./patience";

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
  const response = await duringChange(() => fetch(input, init));
  const changeId = response.headers.get("X-Change-ID");
  if (changeId) {
    noteOwnChange(changeId, response.headers.get("X-Change-At") ?? "");
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

const refusalOf = (error: unknown) => (isTRPCClientError<AppRouter>(error) ? error.data : undefined);

type WaitListener = (ms: number) => void;
const waitListeners = new Set<WaitListener>();

/** Told whenever questions wait for the limit of requests, and how long. */
export function onWait(listener: WaitListener): () => void {
  waitListeners.add(listener);
  return () => waitListeners.delete(listener);
}

function delayOf(failures: number, error: unknown): number {
  const refusal = refusalOf(error);
  const wait = waitMs(refusal);
  if (wait !== undefined) for (const listener of waitListeners) listener(wait);
  return delayMs(failures, refusal);
}

const makeQueryClient = () => {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => isWorthAnother(failures, refusalOf(error)),
        retryDelay: delayOf,
        refetchOnWindowFocus: true,
      },
    },
  });
  watchFreshness(client);
  return client;
};

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
