// What a contact is: every field once.
import { z } from "zod";
import { field } from "@/kernel/fields";
import { defineRecord, registerRecord } from "@/kernel/records";
import { accountRecord } from "@/modules/accounts";
import { contacts } from "./table";

export const contactRecord = registerRecord(
  defineRecord({
    name: "contact",
    plural: "contacts",
    label: "Contact",
    labelPlural: "Contacts",
    prefix: "contact",
    table: contacts,
    fields: {
      firstName: field.text({
        required: true,
        max: 100,
        label: "First name",
        description: "Given name",
        example: "John",
        searchable: true,
        personal: true,
        aliases: ["given name", "forename", "vorname"],
      }),
      lastName: field.text({
        required: true,
        max: 100,
        label: "Last name",
        description: "Family name",
        example: "Doe",
        searchable: true,
        personal: true,
        aliases: ["surname", "family name", "nachname"],
      }),
      email: field.email({
        label: "E-mail",
        description: "E-mail address, stored in lower case",
        example: "john.doe@example.com",
        searchable: true,
        personal: true,
        aliases: ["email address", "mail", "e mail"],
      }),
      phone: field.phone({
        label: "Phone",
        description: "Phone number, kept as written and found in any format",
        example: "+1-555-0123",
        searchable: true,
        personal: true,
        aliases: ["phone number", "telephone", "mobile", "tel"],
      }),
      company: field.text({
        label: "Company",
        description: "Name of the company as the contact gives it; `accountId` links the account itself",
        example: "Acme Corp",
        searchable: true,
        aliases: ["company name", "organization", "organisation", "employer"],
      }),
      jobTitle: field.text({
        label: "Job title",
        description: "Position at the company",
        example: "Sales Manager",
        searchable: true,
        aliases: ["title", "position", "role"],
      }),
      accountId: field.reference({
        prefix: "account",
        relation: "account",
        label: "Account",
        description: "The account that the contact belongs to",
        example: "account_018f6f0e7c1b7d3a9b0c1d2e3f405164",
      }),
      status: field.select({
        required: true,
        default: "active",
        options: [
          { value: "active", label: "Active", color: "teal" },
          { value: "inactive", label: "Inactive", color: "gray" },
        ],
        label: "Status",
        description: "Whether the contact is still reached under this record",
        example: "active",
      }),
      description: field.longText({
        label: "Description",
        description: "Free notes about the contact",
        example: "Met at the trade fair",
      }),
      address: field.address({
        label: "Address",
        description: "Postal address; sent parts replace their former values",
        example: { street: "123 Main St", city: "New York", state: "NY", zipCode: "10001", country: "US" },
      }),
    },
    computed: {
      fullName: {
        schema: z
          .string()
          .meta({ title: "Full name", description: "First and last name", examples: ["John Doe"] }),
        compute: (contact) => `${contact.firstName} ${contact.lastName}`,
      },
    },
    relations: { account: { field: "accountId", to: () => accountRecord } },
    defaultSort: [{ field: "createdAt", order: "desc" }],
    displayName: (contact) => `${contact.firstName} ${contact.lastName}`,
  }),
);

export const Contact = contactRecord.Record;
export type Contact = z.output<typeof Contact>;
export const NewContact = contactRecord.New;
export type NewContact = z.output<typeof NewContact>;
export const ContactPatch = contactRecord.Patch;
export type ContactPatch = z.output<typeof ContactPatch>;
