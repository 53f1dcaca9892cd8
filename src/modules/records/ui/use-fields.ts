"use client";
// The fields of a record type in this workspace, custom ones included.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { recordKeys } from "@/surfaces/rpc/records";
import { type RecordScreen, withTitleField } from "./record-screen";

const none: FieldDescriptor[] = [];
const unchanged = (fields: FieldDescriptor[]) => fields;

/** People rarely ask for an id: it stands behind whatever they do ask for. */
const idLast = (fields: FieldDescriptor[]): FieldDescriptor[] =>
  [...fields].sort((a, b) => Number(a.key === "id") - Number(b.key === "id"));

/** The question for a type's fields, whoever asks. */
export const describeQuery = (client: ReturnType<typeof useTRPCClient>, name: string) => ({
  queryKey: recordKeys.describe(name),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    client.fields.describe.query({ recordType: name }, { signal }),
  staleTime: 300_000,
});

export function useDescribedFields(name: string): {
  fields: FieldDescriptor[];
  isLoading: boolean;
  error: unknown;
  retry: () => void;
} {
  const client = useTRPCClient();
  const { data, isLoading, error, refetch } = useQuery(describeQuery(client, name));
  return { fields: data?.fields ?? none, isLoading, error, retry: () => void refetch() };
}

export function useFields(screen: RecordScreen) {
  const { fields, isLoading, error, retry } = useDescribedFields(screen.name);
  const useAdapted = screen.useAdapted ?? unchanged;
  const adapted = useAdapted(fields);
  const all = useMemo(
    () => (adapted.length > 0 ? withTitleField(screen, idLast(adapted)) : none),
    [screen, adapted],
  );
  return { fields: all, isLoading, error, retry };
}
