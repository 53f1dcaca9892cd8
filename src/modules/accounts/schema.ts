// What an account is: every field once.
import type { z } from "zod";
import { field } from "@/kernel/fields";
import { defineRecord, type RecordType, registerRecord } from "@/kernel/records";
import { accounts } from "./table";

const types = ["Customer", "Prospect", "Partner", "Vendor", "Competitor", "Other"];
const colors = ["teal", "blue", "violet", "orange", "red", "gray"];

export const accountRecord = registerRecord(
  defineRecord({
    name: "account",
    plural: "accounts",
    label: "Account",
    labelPlural: "Accounts",
    prefix: "account",
    table: accounts,
    fields: {
      name: field.text({
        required: true,
        label: "Name",
        description: "Name of the company",
        example: "Enterprise Corp",
        searchable: true,
        aliases: ["account", "account name", "company", "company name"],
      }),
      website: field.url({
        label: "Website",
        description: "Web address; https is assumed when none is given",
        example: "https://enterprise-corp.com",
        searchable: true,
        aliases: ["url", "homepage", "domain"],
      }),
      phone: field.phone({
        label: "Phone",
        description: "Main phone number",
        example: "+1-555-0100",
        searchable: true,
        aliases: ["telephone", "phone number"],
      }),
      industry: field.text({
        label: "Industry",
        description: "Line of business",
        example: "Technology",
        searchable: true,
        aliases: ["sector", "branch"],
      }),
      employees: field.integer({
        min: 0,
        label: "Employees",
        description: "Number of employees",
        example: 5000,
        aliases: ["number of employees", "headcount", "size"],
      }),
      annualRevenue: field.money({
        currencyField: "currency",
        min: 0,
        label: "Annual revenue",
        description: "Revenue per year in `currency`, with as many decimals as it has",
        example: 100000000,
        aliases: ["revenue", "turnover"],
      }),
      currency: field.currency({
        default: "USD",
        label: "Currency",
        description: "ISO 4217 code of the revenue's currency; the workspace's when absent",
        example: "USD",
      }),
      yearFounded: field.integer({
        min: 1000,
        max: 2200,
        label: "Founded",
        description: "Year in which the company was founded",
        example: 1996,
        aliases: ["year established", "year founded", "established"],
      }),
      type: field.select({
        required: true,
        default: "Prospect",
        options: types.map((value, i) => ({ value, label: value, color: colors[i] })),
        label: "Type",
        description: "What the company is to you",
        example: "Customer",
        aliases: ["account type"],
      }),
      parentAccountId: field.reference({
        prefix: "account",
        relation: "parentAccount",
        label: "Parent account",
        description: "The account that this one is a subsidiary of; cycles are refused",
        example: "account_018f6f0e7c1b7d3a9b0c1d2e3f405164",
        aliases: ["subsidiary of", "parent", "parent account", "parent company"],
      }),
      description: field.longText({
        label: "Description",
        description: "Free notes about the account",
        example: "Renewal every March",
      }),
      address: field.address({
        label: "Address",
        description: "Postal address; sent parts replace their former values",
        example: {
          street: "456 Business Ave",
          city: "San Francisco",
          state: "CA",
          zipCode: "94105",
          country: "US",
        },
      }),
    },
    relations: { parentAccount: { field: "parentAccountId", to: (): RecordType => accountRecord } },
    defaultSort: [{ field: "name", order: "asc" }],
    displayName: (account) => String(account.name),
  }),
);

export const Account = accountRecord.Record;
export type Account = z.output<typeof Account>;
export const NewAccount = accountRecord.New;
export type NewAccount = z.output<typeof NewAccount>;
export const AccountPatch = accountRecord.Patch;
export type AccountPatch = z.output<typeof AccountPatch>;
