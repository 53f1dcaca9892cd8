// What an activity is about: one link per kind of record, worded `relatedTo { type, id }` at the edge.
import { z } from "zod";
import { AppError, invalidField } from "@/kernel/errors";
import { field } from "@/kernel/fields";
import type { Ctx } from "@/kernel/operation";
import { type Computed, getRecord, type RecordType, recordTypeNamed, type Wire } from "@/kernel/records";

/** From the most telling to the least: an activity of a deal is shown under the deal. */
export const relatedTypes = ["deal", "lead", "contact", "account"] as const;
export type RelatedType = (typeof relatedTypes)[number];

export const relatedKey = (type: RelatedType) => `${type}Id` as const;

export const RelatedTo = z
  .strictObject({
    type: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(relatedTypes))
      .meta({ description: "Kind of record: deal, lead, contact or account", examples: ["deal"] }),
    id: z
      .string()
      .meta({ description: "The record's id", examples: ["deal_018f6f0e7c1b7d3a9b0c1d2e3f405170"] }),
  })
  .meta({ title: "Related record" });
export type RelatedTo = z.output<typeof RelatedTo>;

export const RelatedInput = RelatedTo.nullable().optional().meta({
  description:
    "The record that it is about; replaces all such links. `contactId`, `dealId` … set them one by one",
});

export const relatedFields = {
  contactId: field.reference({
    prefix: "contact",
    relation: "contact",
    label: "Contact",
    description: "The contact that it is about",
    example: "contact_018f6f0e7c1b7d3a9b0c1d2e3f405162",
  }),
  accountId: field.reference({
    prefix: "account",
    relation: "account",
    label: "Account",
    description: "The account that it is about",
    example: "account_018f6f0e7c1b7d3a9b0c1d2e3f405164",
  }),
  leadId: field.reference({
    prefix: "lead",
    relation: "lead",
    label: "Lead",
    description: "The lead that it is about",
    example: "lead_018f6f0e7c1b7d3a9b0c1d2e3f405169",
  }),
  dealId: field.reference({
    prefix: "deal",
    relation: "deal",
    label: "Deal",
    description: "The deal that it is about",
    example: "deal_018f6f0e7c1b7d3a9b0c1d2e3f405170",
  }),
};

/** A file is put on these as well: what a price list or a data sheet is about. */
export const attachableTypes = [...relatedTypes, "product"] as const;
export type AttachableType = (typeof attachableTypes)[number];
export const attachableKey = (type: AttachableType) => `${type}Id` as const;

function registered(name: AttachableType): RecordType {
  const type = recordTypeNamed(name);
  if (!type) throw new Error(`no record type ${name}`);
  return type;
}

export const relatedRelations = Object.fromEntries(
  relatedTypes.map((name) => [name, { field: relatedKey(name), to: () => registered(name) }]),
);

export const relatedComputed: Record<"relatedTo", Computed> = {
  relatedTo: {
    schema: RelatedTo.nullable().meta({ description: "The record that it is about, the most telling first" }),
    compute: (record) => {
      const type = relatedTypes.find((name) => record[relatedKey(name)]);
      return type ? { type, id: record[relatedKey(type)] } : null;
    },
  },
};

export const attachableRelations = Object.fromEntries(
  attachableTypes.map((name) => [name, { field: attachableKey(name), to: () => registered(name) }]),
);

const AttachedTo = RelatedTo.extend({
  type: z
    .enum(attachableTypes)
    .meta({ description: "Kind of record: deal, lead, contact, account or product", examples: ["deal"] }),
}).meta({ title: "Record of a file" });

export const attachableComputed: Record<"relatedTo", Computed> = {
  relatedTo: {
    schema: AttachedTo.nullable().meta({ description: "The record that it is on, the most telling first" }),
    compute: (record) => {
      const type = attachableTypes.find((name) => record[attachableKey(name)]);
      return type ? { type, id: record[attachableKey(type)] } : null;
    },
  },
};

/** The record, if the actor may read it; a missing one, another tenant's and an unreadable one are the same error. */
export async function readRelated(
  ctx: Ctx,
  { type, id }: { type: AttachableType; id: string },
  path = "relatedTo.id",
): Promise<Wire> {
  try {
    return await getRecord(ctx, registered(type), id);
  } catch (error) {
    if (error instanceof AppError && (error.status === 404 || error.status === 403))
      throw invalidField(path, `${path}: there is no such ${type}`, "NOT_FOUND");
    throw error;
  }
}

/** `relatedTo` of an input as the links that are stored; absent: nothing to say. */
export async function relatedLinks(ctx: Ctx, relatedTo: RelatedTo | null | undefined): Promise<Wire> {
  if (relatedTo === undefined) return {};
  // A record that was merged away answers with the one that it became.
  const id = relatedTo ? (await readRelated(ctx, relatedTo)).id : null;
  return Object.fromEntries(
    relatedTypes.map((name) => [relatedKey(name), relatedTo?.type === name ? id : null]),
  );
}
