// What visitors do: see a form, send it, confirm their address. No credential: the form's id leads to its tenant, the
// product itself writes the lead, and an answer never tells whether someone is known already.
import { createHash, randomBytes } from "node:crypto";
import { clock } from "@/kernel/clock";
import { AppError, notFound } from "@/kernel/errors";
import { newId, toPublicId, uuidOf } from "@/kernel/id";
import { Ctx, inWrite, type RequestInfo } from "@/kernel/operation";
import { systemActor } from "@/kernel/permissions";
import { tenantOfLink } from "@/kernel/public-links";
import { takeVisitorRate } from "@/kernel/ratelimit";
import { type TenantRef, withTenant } from "@/kernel/tenancy";
import { createLead, type NewLead } from "@/modules/leads";
import { queueMail } from "@/platform/mail";
import { publicUrl } from "@/platform/public-url";
import { askedFields, checkedLead } from "./asked-fields";
import { honeypot } from "./defaults";
import type { Form, PublicForm, SentValues, Submitted } from "./schema";
import { getForm } from "./service";

const confirmationHours = 48;
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const asVisitor = (request: RequestInfo): RequestInfo => ({ ...request, source: "form", actor: null });

async function tenantOf(formId: string): Promise<TenantRef> {
  const tenant = await tenantOfLink("form", formId);
  if (!tenant) throw notFound("form");
  return tenant;
}

export async function seeForm(request: RequestInfo, { formId }: { formId: string }): Promise<PublicForm> {
  const tenant = await tenantOf(formId);
  return withTenant(tenant, "read", async (tx) => {
    const ctx = new Ctx(tx, tenant, systemActor(tenant), asVisitor(request));
    const form = await getForm(ctx, { formId });
    const { id, title, intro, thanks, redirectUrl, isOpen } = form;
    return { id, title, intro, fields: await askedFields(ctx, form), thanks, redirectUrl, isOpen };
  });
}

export async function submitForm(
  request: RequestInfo,
  { formId, values }: { formId: string; values: SentValues },
): Promise<Submitted> {
  const tenant = await tenantOf(formId);
  await takeVisitorRate(`form:${formId}:${request.ip}`, 10, 600);
  return inWrite(systemActor(tenant), asVisitor(request), async (ctx) => {
    const form = await getForm(ctx, { formId });
    if (!form.isOpen) throw new AppError("FORM_CLOSED", 409, "This form is closed");
    refuseForeignPage(form, request);
    const { [honeypot]: trap, ...sent } = values;
    // A program is told what a person is told, and nothing is kept.
    if (trap) return answerOf(form, form.needsConfirmation);
    const lead = await checkedLead(ctx, form, await askedFields(ctx, form), sent);
    if (form.needsConfirmation) askToConfirm(ctx, form, sent, lead.email);
    else await accept(ctx, form, lead, sent, null);
    return answerOf(form, form.needsConfirmation);
  });
}

/** Our own page may always send it, and so may programs: they can name any origin, or none. */
function refuseForeignPage(form: Form, { foreignOrigin }: RequestInfo): void {
  if (foreignOrigin === undefined || form.allowedOrigins.length === 0) return;
  if (form.allowedOrigins.includes(foreignOrigin)) return;
  throw new AppError("FORM_ORIGIN_REFUSED", 403, `This form does not take what ${foreignOrigin} sends`);
}

const answerOf = (form: Form, isWaiting: boolean): Submitted => ({
  status: isWaiting ? "confirmation_sent" : "accepted",
  message: isWaiting ? "We have sent you an e-mail. Follow its link to confirm your address." : form.thanks,
  redirectUrl: isWaiting ? null : form.redirectUrl,
});

/** A lead, unless it is someone known already: then the submission alone is kept, with whom it concerns. */
async function accept(
  ctx: Ctx,
  form: Form,
  lead: NewLead,
  values: SentValues,
  submissionUuid: string | null,
): Promise<void> {
  const made = await createLead(ctx, lead).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "DUPLICATE_RECORD") return null;
    throw error;
  });
  const row = [made ? "accepted" : "duplicate", made && uuidOf("lead", made.id)];
  const tenant = uuidOf("tenant", ctx.tenant.id);
  if (submissionUuid) {
    await ctx.tx.query(
      "update form_submissions set status = $3, lead_id = $4, token_hash = null where tenant_id = $1 and id = $2",
      [tenant, submissionUuid, ...row],
    );
    return;
  }
  ctx.tx.send(
    `insert into form_submissions (tenant_id, id, form_id, values, status, lead_id, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [tenant, uuidOf("row", newId("row")), uuidOf("form", form.id), JSON.stringify(values), ...row, ctx.now],
  );
}

function askToConfirm(ctx: Ctx, form: Form, values: SentValues, email: string): void {
  const token = randomBytes(24).toString("base64url");
  ctx.tx.send(
    `insert into form_submissions (tenant_id, id, form_id, values, status, token_hash, created_at, expires_at)
     values ($1, $2, $3, $4, 'waiting', $5, $6, $7)`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("row", newId("row")),
      uuidOf("form", form.id),
      JSON.stringify(values),
      hashOf(token),
      ctx.now,
      new Date(clock.nowMs() + confirmationHours * 3_600_000).toISOString(),
    ],
  );
  const link = publicUrl(`/forms/${form.id}/confirm/${token}`);
  ctx.afterCommit(() =>
    queueMail({
      to: email,
      subject: `Please confirm: ${form.title.replace(/\s+/g, " ")}`,
      text: `You filled in "${form.title}". Confirm your address by following this link within ${confirmationHours} hours:\n\n${link}\n\nIf this was not you, do nothing.`,
      tenantUuid: uuidOf("tenant", ctx.tenant.id),
    }),
  );
}

/** Once, within its time; a wrong link, a used one and an old one are the same 404. */
export async function confirmSubmission(
  request: RequestInfo,
  { formId, token }: { formId: string; token: string },
): Promise<Submitted> {
  const tenant = await tenantOf(formId);
  await takeVisitorRate(`confirm:${formId}:${request.ip}`, 30, 600);
  return inWrite(systemActor(tenant), asVisitor(request), async (ctx) => {
    const form = await getForm(ctx, { formId });
    const [row] = await ctx.tx.query<{ id: string; values: SentValues }>(
      `select id, values from form_submissions where tenant_id = $1 and form_id = $2 and token_hash = $3
         and status = 'waiting' and expires_at > $4 for update`,
      [uuidOf("tenant", ctx.tenant.id), uuidOf("form", formId), hashOf(token), ctx.now],
    );
    if (!row) throw notFound("confirmation");
    const asked = await askedFields(ctx, form);
    // What is no longer asked was asked when it was sent.
    const values = Object.fromEntries(
      Object.entries(row.values).filter(([key]) => asked.some((one) => one.key === key)),
    );
    await accept(ctx, form, await checkedLead(ctx, form, asked, values), row.values, row.id);
    return answerOf(form, false);
  });
}

export type SubmissionRow = {
  id: string;
  status: "waiting" | "accepted" | "duplicate";
  values: SentValues;
  leadId: string | null;
  createdAt: string;
};

/** What came in through a form, the newest first. */
export async function listSubmissions(ctx: Ctx, { formId }: { formId: string }): Promise<SubmissionRow[]> {
  await getForm(ctx, { formId });
  const rows = await ctx.tx.query<{
    id: string;
    status: SubmissionRow["status"];
    values: SentValues;
    lead_id: string | null;
    created_at: string;
  }>(
    `select id, status, values, lead_id, created_at from form_submissions where tenant_id = $1 and form_id = $2
     order by id desc limit 200`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("form", formId)],
  );
  return rows.map((row) => ({
    id: toPublicId("row", row.id),
    status: row.status,
    values: row.values,
    leadId: row.lead_id && toPublicId("lead", row.lead_id),
    createdAt: row.created_at,
  }));
}
