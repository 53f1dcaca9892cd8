"use client";
// A deal's fields with the workspace's own pipelines and stages to choose from.
import { useMemo } from "react";
import type { FieldDescriptor, FieldOption } from "@/kernel/fields/descriptor";
import { usePipelines } from "@/modules/pipelines/ui/use-pipelines";

const colours = { open: "gray", won: "teal", lost: "red" } as const;

export function useDealFields(fields: FieldDescriptor[]): FieldDescriptor[] {
  const pipelines = usePipelines();
  return useMemo(() => {
    if (pipelines.length === 0) return fields;
    const inUse = pipelines.filter((pipeline) => !pipeline.archivedAt);
    const stages = new Map<string, FieldOption>();
    for (const stage of inUse.flatMap((pipeline) => pipeline.stages)) {
      if (!stages.has(stage.key))
        stages.set(stage.key, { value: stage.key, label: stage.name, color: colours[stage.outcome] });
    }
    return fields.map((field): FieldDescriptor => {
      if (field.key === "pipelineId") {
        return {
          ...field,
          kind: "select",
          // The first pipeline and its first stage are taken when nothing is chosen.
          isRequired: false,
          options: pipelines.map(({ id, name }) => ({ value: id, label: name })),
        };
      }
      if (field.key === "stage")
        return { ...field, kind: "select", isRequired: false, options: [...stages.values()] };
      if (field.key === "value") return { ...field, isRequired: false };
      return field;
    });
  }, [fields, pipelines]);
}
