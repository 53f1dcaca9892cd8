"use client";
// A task's fields with the usual rhythms to choose from; any other rule that is set shows as it is.
import { useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";

export const rhythms = [
  { value: "FREQ=DAILY", label: "Every day" },
  { value: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", label: "Every working day" },
  { value: "FREQ=WEEKLY", label: "Every week" },
  { value: "FREQ=WEEKLY;INTERVAL=2", label: "Every two weeks" },
  { value: "FREQ=MONTHLY", label: "Every month" },
  { value: "FREQ=MONTHLY;INTERVAL=3", label: "Every quarter" },
  { value: "FREQ=YEARLY", label: "Every year" },
];

export const useTaskFields = (fields: FieldDescriptor[]): FieldDescriptor[] =>
  useMemo(
    () =>
      fields.map(
        (field): FieldDescriptor =>
          field.key === "recurrence"
            ? { ...field, label: "Repeats", kind: "select", options: rhythms }
            : field,
      ),
    [fields],
  );
