"use client";
// A task's fields, its rhythm edited by its parts and shown in words.
import { useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";

export const useTaskFields = (fields: FieldDescriptor[]): FieldDescriptor[] =>
  useMemo(
    () => fields.map((field) => (field.key === "recurrence" ? { ...field, isRecurrence: true } : field)),
    [fields],
  );
