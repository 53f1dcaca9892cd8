// The people in a deal: contacts with the part they play, and colleagues who work on it beside its owner.
import { z } from "zod";
import { invalidField, notFound } from "@/kernel/errors";
import { idPattern, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, Params } from "@/kernel/query";
import { getRecord, lockRecord, type Wire } from "@/kernel/records";
import { contactRecord, getContact } from "@/modules/contacts";
import { dealEvents } from "./events";
import { type Deal, dealRecord } from "./schema";

export const contactRoles = [
  "buyer",
  "champion",
  "decision_maker",
  "influencer",
  "evaluator",
  "user",
  "blocker",
  "other",
] as const;

export const ContactRole = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(contactRoles, `must be one of ${contactRoles.join(", ")}`))
  .meta({ description: "The part the contact plays", examples: ["champion"] });

export const DealContact = z
  .strictObject({
    contactId: z
      .string()
      .meta({ description: "The contact", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
    name: z.string().meta({ description: "Its name", examples: ["John Doe"] }),
    email: z
      .string()
      .nullable()
      .meta({ description: "Its e-mail address", examples: ["john.doe@example.com"] }),
    role: z.enum(contactRoles).meta({ description: "The part it plays", examples: ["champion"] }),
  })
  .meta({ title: "Contact of a deal" });
export type DealContact = z.output<typeof DealContact>;

export const Collaborator = z
  .strictObject({
    userId: z
      .string()
      .meta({ description: "The person", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
    name: z.string().meta({ description: "Their name", examples: ["Ada Lovelace"] }),
  })
  .meta({ title: "Collaborator" });
export type Collaborator = z.output<typeof Collaborator>;

export const CollaboratorIds = z
  .array(z.string().regex(idPattern("user"), "is not the id of a person"))
  .max(50)
  .transform((ids) => [...new Set(ids)])
  .meta({
    description: "Everyone who works on it beside the owner; replaces the former list",
    examples: [["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"]],
  });

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);
const idOf = (deal: Deal): string => uuidOf("deal", deal.id as string);

/** Notes and tells what was done to a deal beside its own fields. */
function noted(ctx: Ctx, deal: Deal, action: "linked" | "unlinked" | "updated", before: Wire, after: Wire) {
  const recordId = deal.id as string;
  ctx.record({ recordType: "deal", recordId, action, before, after });
  ctx.emit(
    dealEvents.updated,
    { recordType: "deal", recordId, ownerId: deal.ownerId as string | null },
    { deal, changes: { before, after } },
  );
}

export async function listDealContacts(ctx: Ctx, { dealId }: { dealId: string }): Promise<DealContact[]> {
  return contactsOf(ctx, await getRecord<Deal>(ctx, dealRecord, dealId));
}

async function contactsOf(ctx: Ctx, deal: Deal): Promise<DealContact[]> {
  if (scopeOf(ctx.actor, "contacts:read") === undefined) return [];
  const params = new Params();
  const tenant = `${params.add(tenantOf(ctx))}::uuid`;
  const scope = compileScope(ctx.actor, "contacts:read", params, tenant, "c", contactRecord);
  const rows = await ctx.tx.query<{
    id: string;
    name: string;
    email: string | null;
    role: DealContact["role"];
  }>(
    `select c.id, c.first_name || ' ' || c.last_name as name, c.email, d.role
     from deal_contacts d join contacts c on c.tenant_id = d.tenant_id and c.id = d.contact_id and c.deleted_at is null
     where d.tenant_id = ${tenant} and d.deal_id = ${params.add(idOf(deal))}::uuid and ${scope} order by d.created_at, c.id`,
    params.values,
  );
  return rows.map(({ id, ...row }) => ({ contactId: toPublicId("contact", id), ...row }));
}

export async function setDealContact(
  ctx: Ctx,
  { dealId, contactId, role }: { dealId: string; contactId: string; role: DealContact["role"] },
): Promise<DealContact[]> {
  const deal = await lockRecord<Deal>(ctx, dealRecord, dealId, "deals:write");
  const contact = await getContact(ctx, { contactId });
  const values = [tenantOf(ctx), idOf(deal), uuidOf("contact", contact.id as string)];
  const [former] = await ctx.tx.query<{ role: string }>(
    "select role from deal_contacts where tenant_id = $1 and deal_id = $2 and contact_id = $3",
    values,
  );
  if (former?.role !== role) {
    await ctx.tx.query(
      `insert into deal_contacts (tenant_id, deal_id, contact_id, role, created_at) values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, deal_id, contact_id) do update set role = excluded.role`,
      [...values, role, ctx.now],
    );
    noted(
      ctx,
      deal,
      "linked",
      { contactId: former ? contact.id : null, role: former?.role ?? null },
      { contactId: contact.id, role },
    );
  }
  return contactsOf(ctx, deal);
}

export async function removeDealContact(
  ctx: Ctx,
  { dealId, contactId }: { dealId: string; contactId: string },
): Promise<DealContact[]> {
  const deal = await lockRecord<Deal>(ctx, dealRecord, dealId, "deals:write");
  const uuid = parseId("contact", contactId);
  const [gone] = uuid
    ? await ctx.tx.query<{ role: string }>(
        "delete from deal_contacts where tenant_id = $1 and deal_id = $2 and contact_id = $3 returning role",
        [tenantOf(ctx), idOf(deal), uuid],
      )
    : [];
  if (!gone) throw notFound("contact of this deal");
  noted(ctx, deal, "unlinked", { contactId, role: gone.role }, { contactId: null, role: null });
  return contactsOf(ctx, deal);
}

export async function listCollaborators(ctx: Ctx, { dealId }: { dealId: string }): Promise<Collaborator[]> {
  return collaboratorsOf(ctx, await getRecord<Deal>(ctx, dealRecord, dealId));
}

async function collaboratorsOf(ctx: Ctx, deal: Deal): Promise<Collaborator[]> {
  const rows = await ctx.tx.query<{ id: string; name: string }>(
    `select u.id, u.name from deal_collaborators c join users u on u.tenant_id = c.tenant_id and u.id = c.user_id
     where c.tenant_id = $1 and c.deal_id = $2 order by u.name, u.id`,
    [tenantOf(ctx), idOf(deal)],
  );
  return rows.map((row) => ({ userId: toPublicId("user", row.id), name: row.name }));
}

/** Whoever may change the deal may ask others in; they then count as owners of it do. */
export async function setCollaborators(
  ctx: Ctx,
  { dealId, userIds }: { dealId: string; userIds: string[] },
): Promise<Collaborator[]> {
  const deal = await lockRecord<Deal>(ctx, dealRecord, dealId, "deals:write");
  const uuids = userIds.map((id) => uuidOf("user", id));
  const active = await ctx.tx.query<{ id: string }>(
    "select id from users where tenant_id = $1 and id = any($2::uuid[]) and status = 'active'",
    [tenantOf(ctx), uuids],
  );
  if (active.length < uuids.length)
    throw invalidField("userIds", "userIds: someone on the list is not an active person here", "NOT_FOUND");
  const before = (await collaboratorsOf(ctx, deal)).map((one) => one.userId);
  await ctx.tx.query(
    "delete from deal_collaborators where tenant_id = $1 and deal_id = $2 and user_id <> all($3::uuid[])",
    [tenantOf(ctx), idOf(deal), uuids],
  );
  await ctx.tx.query(
    `insert into deal_collaborators (tenant_id, deal_id, user_id, created_at)
     select $1, $2, u, $4 from unnest($3::uuid[]) as u on conflict do nothing`,
    [tenantOf(ctx), idOf(deal), uuids, ctx.now],
  );
  const collaborators = await collaboratorsOf(ctx, deal);
  const after = collaborators.map((one) => one.userId);
  if (before.join() !== after.join())
    noted(ctx, deal, "updated", { collaborators: before }, { collaborators: after });
  return collaborators;
}
