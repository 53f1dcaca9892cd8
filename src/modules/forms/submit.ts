// What visitors do: see a form, send it, confirm their address. No credential: the form's id leads to its tenant, the
// product itself writes the lead, and an answer never tells whether someone is known already.
import { createHash, randomBytes } from "node:crypto";
import { env } from "@/env";
import { clock } from "@/kernel/clock";
import { AppError, notFound, validationFailed } from "@/kernel/errors";
import { newId, toPublicId, uuidOf } from "@/kernel/id";
import { type Ctx, fromZod, inWrite, type RequestInfo } from "@/kernel/operation";
import { systemActor } from "@/kernel/permissions";
import { tenantOfLink } from "@/kernel/public-links";
import { takeVisitorRate } from "@/kernel/ratelimit";
import type { TenantRef } from "@/kernel/tenancy";
import { createLead, NewLead } from "@/modules/leads";
import { queueMail } from "@/platform/mail";
import { type Form, honeypot, type Submitted } from "./schema";
import { getForm } from "./service";

const confirmationHours = 48;
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const asVisitor = (request: RequestInfo): RequestInfo => ({ ...request, source: "form", actor: null });

async function tenantOf(formId: string): Promise<TenantRef> {
  const tenant = await tenantOfLink("form", formId);
  if (!tenant) throw notFound("form");
  return tenant;
}

export async function seeForm(request: RequestInfo, { formId }: { formId: string }) {
  const tenant = await tenantOf(formId);
  const { id, title, intro, fields, isOpen } = await inWrite(systemActor(tenant), asVisitor(request), (ctx) =>
    getForm(ctx, { formId }),
  );
  return { id, title, intro, fields, isOpen };
}

export async function submitForm(
  request: RequestInfo,
  { formId, values }: { formId: string; values: Record<string, string> },
): Promise<Submitted> {
  const tenant = await tenantOf(formId);
  await takeVisitorRate(`form:${formId}:${request.ip}`, 10, 600);
  return inWrite(systemActor(tenant), asVisitor(request), async (ctx) => {
    const form = await getForm(ctx, { formId });
    if (!form.isOpen) throw new AppError("FORM_CLOSED", 409, "This form is closed");
    const { [honeypot]: trap, ...sent } = values;
    // A program is told what a person is told, and nothing is kept.
    if (trap) return answerOf(form, form.needsConfirmation);
    const lead = readLead(form, sent);
    if (form.needsConfirmation) askToConfirm(ctx, form, sent, lead.email);
    else await accept(ctx, form, sent, null);
    return answerOf(form, form.needsConfirmation);
  });
}

const answerOf = (form: Form, isWaiting: boolean): Submitted => ({
  status: isWaiting ? "confirmation_sent" : "accepted",
  message: isWaiting ? "We have sent you an e-mail. Follow its link to confirm your address." : form.thanks,
  redirectUrl: isWaiting ? null : form.redirectUrl,
});

/** The values as a lead, all faults at once and each under the key that the form uses. */
function readLead(form: Form, sent: Record<string, string>) {
  const keys = form.fields.map((one) => one.key);
  const faults = [
    ...Object.keys(sent)
      .filter((key) => !keys.includes(key))
      .map((key) => ({
        field: `values.${key}`,
        code: "UNKNOWN_FIELD",
        message: `The form does not ask for "${key}"`,
      })),
    ...form.fields
      .filter((one) => one.isRequired && !sent[one.key]?.trim())
      .map((one) => ({ field: `values.${one.key}`, code: "REQUIRED", message: `${one.label} is required` })),
  ];
  if (faults.length > 0) throw validationFailed(faults);
  const custom: Record<string, string> = {};
  const plain: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(sent)) {
    if (value.trim() === "") continue;
    if (key.startsWith("customFields.")) custom[key.slice("customFields.".length)] = value;
    else plain[key] = value;
  }
  const parsed = NewLead.safeParse({
    ...plain,
    firstName: plain.firstName ?? "—",
    source: form.source,
    customFields: custom,
    ...(form.ownerId ? { ownerId: form.ownerId } : {}),
  });
  if (parsed.success) return parsed.data;
  throw validationFailed(
    fromZod(parsed.error, NewLead).fields.map((one) => ({ ...one, field: `values.${one.field}` })),
  );
}

/** A lead, unless it is someone known already: then the submission alone is kept, with whom it concerns. */
async function accept(
  ctx: Ctx,
  form: Form,
  values: Record<string, string>,
  submissionUuid: string | null,
): Promise<void> {
  const lead = readLead(form, values);
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

function askToConfirm(ctx: Ctx, form: Form, values: Record<string, string>, email: string): void {
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
  const base = env.APP_URL?.replace(/\/$/, "") ?? "";
  ctx.afterCommit(() =>
    queueMail({
      to: email,
      subject: `Please confirm: ${form.title.replace(/\s+/g, " ")}`,
      text: `You filled in "${form.title}". Confirm your address by following this link within ${confirmationHours} hours:\n\n${base}/forms/${form.id}/confirm/${token}\n\nIf this was not you, do nothing.`,
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
    const [row] = await ctx.tx.query<{ id: string; values: Record<string, string> }>(
      `select id, values from form_submissions where tenant_id = $1 and form_id = $2 and token_hash = $3
         and status = 'waiting' and expires_at > $4 for update`,
      [uuidOf("tenant", ctx.tenant.id), uuidOf("form", formId), hashOf(token), ctx.now],
    );
    if (!row) throw notFound("confirmation");
    await accept(ctx, form, row.values, row.id);
    return answerOf(form, false);
  });
}

export type SubmissionRow = {
  id: string;
  status: "waiting" | "accepted" | "duplicate";
  values: Record<string, string>;
  leadId: string | null;
  createdAt: string;
};

/** What came in through a form, the newest first. */
export async function listSubmissions(ctx: Ctx, { formId }: { formId: string }): Promise<SubmissionRow[]> {
  await getForm(ctx, { formId });
  const rows = await ctx.tx.query<{
    id: string;
    status: SubmissionRow["status"];
    values: Record<string, string>;
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
