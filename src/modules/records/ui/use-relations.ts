"use client";
// What a list can be filtered by one step away: the fields of the records that its own fields point to.
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { recordKeys } from "@/surfaces/rpc/records";
import type { Relation } from "@/ui/filter/filter-rules";
import { useScreens } from "./record-screen";

export function useRelations(fields: FieldDescriptor[]): Record<string, Relation> | undefined {
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
    })),
    combine: (results) => {
      const relations: Record<string, Relation> = {};
      for (const [at, field] of links.entries()) {
        const described = results[at]?.data;
        if (described && field.relation) {
          relations[field.relation] = {
            label: field.label,
            fields: described.fields.filter((one) => !one.isCustom),
          };
        }
      }
      return Object.keys(relations).length > 0 ? relations : undefined;
    },
  });
}
