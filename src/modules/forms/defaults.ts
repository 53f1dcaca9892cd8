// What a web form may ask and how a new one begins, as plain data: the browser reads it too.
import type { plainKinds } from "@/kernel/fields/descriptor";

/** What of a lead a visitor may fill in. */
export const formFieldKeys = [
  "firstName",
  "lastName",
  "email",
  "phone",
  "company",
  "jobTitle",
  "description",
] as const;

/** How a field is asked for. */
export type InputKind = (typeof plainKinds)[number];

/** Filled in by programs alone: people do not see it. */
export const honeypot = "website";

export const newFormDefaults = {
  fields: [
    { key: "firstName", label: "First name", isRequired: true },
    { key: "lastName", label: "Last name", isRequired: true },
    { key: "email", label: "E-mail", isRequired: true },
    { key: "company", label: "Company", isRequired: false },
    { key: "description", label: "Message", isRequired: false },
  ],
  source: "Website Form",
  thanks: "Thank you! We will be in touch.",
};
