/** The kinds of custom fields as people know them. */
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/modules";

/** A custom field as the browser gets it. */
export type CustomField = inferRouterOutputs<AppRouter>["fields"]["get"];

export type CustomKind = CustomField["kind"];

const labels: Record<CustomKind, string> = {
  text: "Text",
  longText: "Long text",
  integer: "Whole number",
  number: "Number",
  money: "Money",
  boolean: "Yes or no",
  date: "Date",
  dateTime: "Date and time",
  select: "One of a list",
  multiSelect: "Several of a list",
  url: "Web address",
  email: "E-mail address",
  phone: "Phone number",
  user: "A person of the workspace",
  record: "Link to a record",
};

const described: Record<string, string> = {
  ...labels,
  address: "Address",
  tags: "Tags",
  id: "Id",
};

export const kindChoices = Object.entries(labels).map(([value, label]) => ({ value, label }));
export const kindLabel = (kind: string): string => described[kind] ?? kind;
export const isKind = (kind: string): kind is CustomKind => kind in labels;
export const hasOptions = (kind: string): boolean => kind === "select" || kind === "multiSelect";
export const canBeUnique = (kind: string): boolean =>
  ["text", "email", "phone", "url", "integer"].includes(kind);
