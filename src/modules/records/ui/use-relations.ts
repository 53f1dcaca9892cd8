"use client";
// What a list can be filtered and grouped by one step away: the fields of the records that its own fields point to.
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { recordKeys } from "@/surfaces/rpc/records";
import type { Relation } from "@/ui/filter/filter-rules";
import { useScreens } from "./record-screen";

/** Asked for only when they are wanted: most lists are filtered by their own fields. */
export function useRelations(
  fields: FieldDescriptor[],
  isWanted = true,
): Record<string, Relation> | undefined {
  const client = useTRPCClient();
  const screens = useScreens();
  const links = useMemo(
    () =>
      fields.filter(
        (field) =>
          field.kind === "record" &&
          field.relation &&
          screens.some((screen) => screen.name === field.recordType),
      ),
    [fields, screens],
  );
  return useQueries({
    queries: links.map((field) => ({
      queryKey: recordKeys.describe(field.recordType ?? ""),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.fields.describe.query({ recordType: field.recordType ?? "" }, { signal }),
      staleTime: 300_000,
      enabled: isWanted,
    })),
    combine: (results) => {
      const relations: Record<string, Relation> = {};
      for (const [at, field] of links.entries()) {
        const result = results[at];
        if (!field.relation || !(result?.data || result?.error)) continue;
        // What may not be read has no fields to choose from.
        relations[field.relation] = { label: field.label, fields: result.data?.fields ?? [] };
      }
      return Object.keys(relations).length > 0 ? relations : undefined;
    },
  });
}
