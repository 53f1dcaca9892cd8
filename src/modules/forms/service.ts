// Web forms as their owners keep them.
import { type FieldError, notFound, validationFailed } from "@/kernel/errors";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { publishLink, withdrawLink } from "@/kernel/public-links";
import { askableFields } from "./asked-fields";
import type { Form, FormPatch, NewForm } from "./schema";

type Row = Omit<Form, "id" | "ownerId" | "createdAt" | "updatedAt"> & {
  id: string;
  owner_id: string | null;
  created_at: string;
  updated_at: string;
};

const columns = `id, name, title, intro, fields, source, thanks, redirect_url as "redirectUrl",
  needs_confirmation as "needsConfirmation", is_open as "isOpen",
  allowed_origins as "allowedOrigins", owner_id, created_at, updated_at`;

const fromRow = ({ id, owner_id, created_at, updated_at, ...rest }: Row): Form => ({
  id: toPublicId("form", id),
  ...rest,
  ownerId: owner_id && toPublicId("user", owner_id),
  createdAt: created_at,
  updatedAt: updated_at,
});

export async function listForms(ctx: Ctx): Promise<Form[]> {
  const rows = await ctx.tx.query<Row>(
    `select ${columns} from forms where tenant_id = $1 and deleted_at is null order by created_at, id limit 500`,
    [uuidOf("tenant", ctx.tenant.id)],
  );
  return rows.map(fromRow);
}

export async function getForm(ctx: Ctx, { formId }: { formId: string }): Promise<Form> {
  const uuid = parseId("form", formId);
  const [row] = uuid
    ? await ctx.tx.query<Row>(
        `select ${columns} from forms where tenant_id = $1 and id = $2 and deleted_at is null`,
        [uuidOf("tenant", ctx.tenant.id), uuid],
      )
    : [];
  if (!row) throw notFound("form");
  return fromRow(row);
}

/** What a lead cannot be without, what it does not know, and an owner who is not here. */
async function checkForm(ctx: Ctx, form: Pick<Form, "fields" | "ownerId">): Promise<void> {
  const faults: FieldError[] = [];
  const keys = form.fields.map((one) => one.key);
  for (const key of ["lastName", "email"]) {
    if (form.fields.some((one) => one.key === key && one.isRequired)) continue;
    faults.push({ field: "fields", code: "REQUIRED", message: `A form asks for ${key}, and it is required` });
  }
  const known = (await askableFields(ctx)).map((f) => `customFields.${f.key}`);
  for (const [i, key] of keys.entries()) {
    if (keys.indexOf(key) !== i)
      faults.push({
        field: `fields.${i}.key`,
        code: "VALIDATION_ERROR",
        message: `${key} is asked for twice`,
      });
    if (key.startsWith("customFields.") && !known.includes(key))
      faults.push({
        field: `fields.${i}.key`,
        code: "UNKNOWN_FIELD",
        message: `Leads have no field "${key}" that a visitor can fill in`,
      });
  }
  if (form.ownerId) {
    const uuid = parseId("user", form.ownerId);
    const found = uuid
      ? await ctx.tx.query("select 1 from users where tenant_id = $1 and id = $2 and status = 'active'", [
          uuidOf("tenant", ctx.tenant.id),
          uuid,
        ])
      : [];
    if (found.length === 0)
      faults.push({
        field: "ownerId",
        code: "NOT_FOUND",
        message: "ownerId: there is no such active person",
      });
  }
  if (faults.length > 0) throw validationFailed(faults);
}

const valuesOf = (form: Form): unknown[] => [
  form.name,
  form.title,
  form.intro,
  JSON.stringify(form.fields),
  form.source,
  form.thanks,
  form.redirectUrl,
  form.needsConfirmation,
  form.isOpen,
  JSON.stringify(form.allowedOrigins),
  form.ownerId && uuidOf("user", form.ownerId),
  form.updatedAt,
];

export async function createForm(ctx: Ctx, input: NewForm): Promise<Form> {
  const form: Form = {
    ...input,
    id: newId("form"),
    title: input.title ?? input.name,
    intro: input.intro ?? null,
    redirectUrl: input.redirectUrl ?? null,
    ownerId: input.ownerId ?? null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  await checkForm(ctx, form);
  await ctx.tx.query(
    `insert into forms (tenant_id, id, name, title, intro, fields, source, thanks, redirect_url, needs_confirmation,
       is_open, allowed_origins, owner_id, updated_at, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15)`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("form", form.id),
      ...valuesOf(form),
      ctx.actor.userId && uuidOf("user", ctx.actor.userId),
    ],
  );
  publishLink(ctx, "form", form.id);
  ctx.record({ recordType: "form", recordId: form.id, action: "created", before: null, after: { ...form } });
  return form;
}

export async function updateForm(
  ctx: Ctx,
  { formId, ...patch }: FormPatch & { formId: string },
): Promise<Form> {
  const before = await getForm(ctx, { formId });
  const sent = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const form: Form = { ...before, ...sent, updatedAt: ctx.now };
  await checkForm(ctx, form);
  await ctx.tx.query(
    `update forms set name = $3, title = $4, intro = $5, fields = $6, source = $7, thanks = $8, redirect_url = $9,
       needs_confirmation = $10, is_open = $11, allowed_origins = $12, owner_id = $13, updated_at = $14
     where tenant_id = $1 and id = $2`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("form", formId), ...valuesOf(form)],
  );
  ctx.record({
    recordType: "form",
    recordId: formId,
    action: "updated",
    before: { ...before },
    after: { ...form },
  });
  return form;
}

/** Its address answers nobody any more; the leads stay. */
export async function deleteForm(ctx: Ctx, { formId }: { formId: string }): Promise<{ id: string }> {
  await getForm(ctx, { formId });
  await ctx.tx.query("update forms set deleted_at = $3 where tenant_id = $1 and id = $2", [
    uuidOf("tenant", ctx.tenant.id),
    uuidOf("form", formId),
    ctx.now,
  ]);
  withdrawLink(ctx, "form", formId);
  ctx.record({ recordType: "form", recordId: formId, action: "deleted", before: {}, after: null });
  return { id: formId };
}
