"use client";
// What a list is grouped by, and the fields one step away that its filter and its groups may name.
import { useCallback, useMemo, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { readGrouping } from "./group-query";
import type { ListContent } from "./list-address";
import { useScreens } from "./record-screen";
import { useRelations } from "./use-relations";

export function useGrouping(fields: FieldDescriptor[], { filter, groupBy }: ListContent) {
  const screens = useScreens();
  const [isWanted, setIsWanted] = useState(false);
  const filterText = filter ? JSON.stringify(filter) : "";
  const named = fields.filter(
    ({ kind, relation, recordType }) =>
      kind === "record" &&
      relation !== undefined &&
      screens.some((screen) => screen.name === recordType) &&
      (filterText.includes(`"${relation}":`) || groupBy?.startsWith(`${relation}.`)),
  );
  const relations = useRelations(fields, isWanted || named.length > 0);
  const grouping = useMemo(() => readGrouping(groupBy, { fields, relations }), [groupBy, fields, relations]);
  const isComing = named.some(({ relation }) => relation && !relations?.[relation]);
  return {
    relations,
    wantRelations: useCallback(() => setIsWanted(true), []),
    grouping,
    /** False until it is certain whether the list is grouped. */
    isKnown: !groupBy || grouping !== undefined || (fields.length > 0 && !isComing),
  };
}
