// What a lead is: every field once.
import { z } from "zod";
import { clock } from "@/kernel/clock";
import { type Field, field, readOnly } from "@/kernel/fields";
import { defineRecord, recordTypeNamed, registerRecord } from "@/kernel/records";
import { leadRules } from "./rules";
import { leads } from "./table";

const withDefault = <V>(f: Field<V, true, false>, defaultValue: V): Field<V, true, true> => ({
  ...f,
  hasDefault: true,
  defaultValue,
});

function registered(name: string) {
  const type = recordTypeNamed(name);
  if (!type) throw new Error(`no record type ${name}`);
  return type;
}

export const leadRecord = registerRecord(
  defineRecord({
    name: "lead",
    plural: "leads",
    label: "Lead",
    labelPlural: "Leads",
    prefix: "lead",
    table: leads,
    fields: {
      firstName: field.text({
        required: true,
        max: 100,
        label: "First name",
        description: "Given name",
        example: "Jane",
        searchable: true,
        personal: true,
        aliases: ["given name", "forename", "vorname"],
      }),
      lastName: field.text({
        required: true,
        max: 100,
        label: "Last name",
        description: "Family name",
        example: "Smith",
        searchable: true,
        personal: true,
        aliases: ["surname", "family name", "nachname"],
      }),
      email: field.email({
        required: true,
        label: "E-mail",
        description: "E-mail address, stored in lower case",
        example: "jane.smith@prospect.com",
        searchable: true,
        personal: true,
        aliases: ["email address", "mail", "e mail"],
      }),
      phone: field.phone({
        label: "Phone",
        description: "Phone number, kept as written and found in any format",
        example: "+1-555-0456",
        searchable: true,
        personal: true,
        aliases: ["phone number", "telephone", "mobile", "tel"],
      }),
      company: field.text({
        label: "Company",
        description: "Name of the company; converting the lead finds or makes its account",
        example: "Prospect Inc",
        searchable: true,
        aliases: ["company name", "organization", "organisation", "employer", "account"],
      }),
      jobTitle: field.text({
        label: "Job title",
        description: "Position at the company",
        example: "VP Sales",
        searchable: true,
        aliases: ["title", "position", "role"],
      }),
      source: withDefault(
        field.text({
          required: true,
          label: "Source",
          description: "Where the lead came from",
          example: "Website Form",
          aliases: ["lead source", "channel"],
        }),
        "Other",
      ),
      status: field.select({
        required: true,
        default: "new",
        options: [
          { value: "new", label: "New", color: "blue" },
          { value: "contacted", label: "Contacted", color: "cyan" },
          { value: "qualified", label: "Qualified", color: "teal" },
          { value: "unqualified", label: "Unqualified", color: "gray" },
          { value: "converted", label: "Converted", color: "grape" },
        ],
        label: "Status",
        description: "How far the lead is; `converted` is set by converting it",
        example: "new",
      }),
      score: withDefault(
        field.integer({
          required: true,
          min: 0,
          max: 100,
          label: "Score",
          description: "How promising the lead is, 0 to 100",
          example: 75,
        }),
        0,
      ),
      description: field.longText({
        label: "Description",
        description: "Free notes about the lead",
        example: "Asked for a demo at the trade fair",
      }),
      qualificationNotes: field.longText({
        max: 5000,
        label: "Qualification notes",
        description: "What speaks for the lead",
        example: "Budget confirmed, decision maker identified",
      }),
      nextAction: field.text({
        max: 300,
        label: "Next action",
        description: "What is to be done next",
        example: "Schedule demo",
        filterable: true,
      }),
      address: field.address({
        label: "Address",
        description: "Postal address; sent parts replace their former values",
        example: { street: "123 Main St", city: "New York", state: "NY", zipCode: "10001", country: "US" },
      }),
      qualifiedAt: readOnly(
        field.dateTime({
          label: "Qualified at",
          description: "When the lead was qualified",
          example: "2025-01-24T11:00:00.000Z",
        }),
      ),
      convertedAt: readOnly(
        field.dateTime({
          label: "Converted at",
          description: "When the lead was converted",
          example: "2025-01-24T11:15:00.000Z",
        }),
      ),
      convertedContactId: readOnly(
        field.reference({
          prefix: "contact",
          relation: "convertedContact",
          label: "Became contact",
          description: "The contact that the lead became",
          example: "contact_018f6f0e7c1b7d3a9b0c1d2e3f405162",
        }),
      ),
      convertedAccountId: readOnly(
        field.reference({
          prefix: "account",
          relation: "convertedAccount",
          label: "Became account",
          description: "The account that the lead became part of",
          example: "account_018f6f0e7c1b7d3a9b0c1d2e3f405164",
        }),
      ),
      convertedDealId: readOnly(
        field.reference({
          prefix: "deal",
          relation: "convertedDeal",
          label: "Became deal",
          description: "The deal that the lead became",
          example: "deal_018f6f0e7c1b7d3a9b0c1d2e3f405170",
        }),
      ),
    },
    computed: {
      fullName: {
        schema: z
          .string()
          .meta({ title: "Full name", description: "First and last name", examples: ["Jane Smith"] }),
        compute: (lead) => `${lead.firstName} ${lead.lastName}`,
      },
      isQualified: {
        schema: z.boolean().meta({ description: "Qualified, or converted already", examples: [true] }),
        compute: (lead) => lead.status === "qualified" || lead.status === "converted",
      },
      daysSinceCreated: {
        schema: z.int().meta({ description: "Whole days since the lead was created", examples: [12] }),
        compute: (lead) =>
          Math.max(0, Math.floor((clock.nowMs() - Date.parse(String(lead.createdAt))) / 86_400_000)),
      },
    },
    relations: {
      convertedContact: { field: "convertedContactId", to: () => registered("contact") },
      convertedAccount: { field: "convertedAccountId", to: () => registered("account") },
      convertedDeal: { field: "convertedDealId", to: () => registered("deal") },
    },
    rules: leadRules,
    defaultSort: [{ field: "createdAt", order: "desc" }],
    displayName: (lead) => `${lead.firstName} ${lead.lastName}`,
  }),
);

export const Lead = leadRecord.Record;
export type Lead = z.output<typeof Lead>;
export const NewLead = leadRecord.New;
export type NewLead = z.output<typeof NewLead>;
export const LeadPatch = leadRecord.Patch;
export type LeadPatch = z.output<typeof LeadPatch>;
