// The operations on web forms: a table of contents.
import { z } from "zod";
import { operation, outside, read, router, write } from "@/kernel/operation";
import { leadEvents, leadScored } from "@/modules/leads";
import { Form, FormPatch, formId, NewForm, PublicForm, Submission, Submitted } from "./schema";
import { createForm, deleteForm, getForm, listForms, updateForm } from "./service";
import { getSnippet } from "./snippet";
import { confirmSubmission, listSubmissions, seeForm, submitForm } from "./submit";

const ById = z.strictObject({ formId });
const token = z
  .string()
  .max(200)
  .meta({ description: "From the mailed link", examples: ["Zm9vYmFy"] });

const SubmissionEntry = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The submission's id", examples: ["row_018f6f0e7c1b7d3a9b0c1d2e3f405182"] }),
    status: z.enum(["waiting", "accepted", "duplicate"]).meta({
      description: "`waiting` for confirmation, made a lead, or someone known already",
      examples: ["accepted"],
    }),
    values: z
      .record(z.string(), z.union([z.string(), z.array(z.string())]))
      .meta({ description: "What was filled in", examples: [{ lastName: "Smith" }] }),
    leadId: z
      .string()
      .nullable()
      .meta({ description: "The lead made of it", examples: ["lead_018f6f0e7c1b7d3a9b0c1d2e3f405169"] }),
    createdAt: z.iso.datetime().meta({ description: "When it came", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Submission" });

export const formsRouter = router({
  list: operation({ title: "List web forms", permission: "leads:read", rest: "GET /forms" })
    .input(z.strictObject({}))
    .output(z.array(Form))
    .query(read(listForms)),
  create: operation({
    title: "Create a web form",
    permission: "leads:assign",
    rest: "POST /forms",
    status: 201,
  })
    .input(NewForm)
    .output(Form)
    .mutation(write(createForm)),
  get: operation({ title: "Get a web form", permission: "leads:read", rest: "GET /forms/{formId}" })
    .input(ById)
    .output(Form)
    .query(read(getForm)),
  update: operation({ title: "Change a web form", permission: "leads:assign", rest: "PUT /forms/{formId}" })
    .input(FormPatch.extend({ formId }))
    .output(Form)
    .mutation(write(updateForm)),
  delete: operation({
    title: "Delete a web form",
    permission: "leads:assign",
    rest: "DELETE /forms/{formId}",
  })
    .input(ById)
    .output(z.strictObject({ id: formId }))
    .mutation(write(deleteForm)),
  snippet: operation({
    title: "Get a web form as HTML for any page",
    permission: "leads:read",
    rest: "GET /forms/{formId}/snippet",
  })
    .input(ById)
    .output(
      z.strictObject({
        html: z.string().meta({ description: "The HTML", examples: ["<form>…</form>"] }),
        pageUrl: z.string().meta({
          description: "The form's own page",
          examples: ["https://crm.example.com/forms/form_018f6f0e7c1b7d3a9b0c1d2e3f405181"],
        }),
      }),
    )
    .query(read(getSnippet)),
  submissions: operation({
    title: "List what came in through a web form",
    permission: "leads:read",
    rest: "GET /forms/{formId}/submissions",
  })
    .input(ById)
    .output(z.array(SubmissionEntry))
    .query(read(listSubmissions)),
  see: operation({
    title: "See a web form as a visitor",
    permission: "public",
    rest: "GET /forms/{formId}/public",
    isOpenToAnyOrigin: true,
  })
    .input(ById)
    .output(PublicForm)
    .query(outside(seeForm)),
  submit: operation({
    title: "Send a web form",
    description: "For visitors: no credential. At most ten in ten minutes from one address.",
    permission: "public",
    rest: "POST /forms/{formId}/submissions",
    isOpenToAnyOrigin: true,
    emits: [leadEvents.created, leadScored],
    errors: {
      FORM_CLOSED: "The form takes nothing at present",
      FORM_ORIGIN_REFUSED: "The page that sends it is not on one of the form's allowed sites",
    },
  })
    .input(Submission)
    .output(Submitted)
    .mutation(outside(submitForm)),
  confirm: operation({
    title: "Confirm the address given in a web form",
    permission: "public",
    rest: "POST /forms/{formId}/confirmations/{token}",
    emits: [leadEvents.created, leadScored],
  })
    .input(z.strictObject({ formId, token }))
    .output(Submitted)
    .mutation(outside(confirmSubmission)),
});
