// What a web form is, and what its visitors send.
import { z } from "zod";
import { textSchema } from "@/kernel/fields";
import { plainKinds } from "@/kernel/fields/descriptor";
import { formFieldKeys, newFormDefaults } from "./defaults";

export const formId = z
  .string()
  .meta({ description: "The form's id", examples: ["form_018f6f0e7c1b7d3a9b0c1d2e3f405181"] });

const FormField = z
  .strictObject({
    key: z
      .string()
      .regex(
        /^(customFields\.[a-zA-Z][a-zA-Z0-9_]{0,62}|firstName|lastName|email|phone|company|jobTitle|description)$/,
        {
          message: `must be one of ${formFieldKeys.join(", ")} or customFields.…`,
        },
      )
      .meta({ description: "The lead's field that it fills", examples: ["email"] }),
    label: textSchema(100).meta({ description: "What the visitor reads", examples: ["Your e-mail"] }),
    isRequired: z
      .boolean()
      .default(false)
      .meta({ description: "Whether it must be filled in", examples: [true] }),
  })
  .meta({ title: "Field of a web form" });

/** `https://www.example.com`: what browsers send as Origin, whatever of the address was pasted. */
const origin = z
  .url({ protocol: /^https?$/, message: "must be the address of a site, such as https://www.example.com" })
  .max(300)
  .transform((address) => new URL(address).origin)
  .meta({ description: "The address of a site", examples: ["https://www.example.com"] });

const shape = {
  name: textSchema(100).meta({
    description: "The form's name inside the workspace",
    examples: ["Website contact"],
  }),
  title: textSchema(200).meta({ description: "Its heading", examples: ["Talk to us"] }),
  intro: textSchema(2000)
    .nullable()
    .meta({ description: "Text under the heading", examples: ["We answer within a day."] }),
  fields: z
    .array(FormField)
    .min(1)
    .max(30)
    .meta({
      description: "What is asked, in order; a last name and an e-mail address are always among it",
      examples: [[{ key: "email", label: "Your e-mail", isRequired: true }]],
    }),
  source: textSchema(200).meta({ description: "The source of its leads", examples: ["Website Form"] }),
  thanks: textSchema(1000).meta({
    description: "What the visitor reads afterwards",
    examples: ["Thank you!"],
  }),
  redirectUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable()
    .meta({
      description: "Where the visitor goes afterwards instead",
      examples: ["https://example.com/thanks"],
    }),
  needsConfirmation: z.boolean().meta({
    description: "Whether the visitor must confirm the address by a mailed link first",
    examples: [false],
  }),
  isOpen: z.boolean().meta({ description: "Whether it takes submissions", examples: [true] }),
  allowedOrigins: z
    .array(origin)
    .max(50)
    .meta({
      description: "The sites whose pages may send it from a browser; empty: any. Its own page always may",
      examples: [["https://www.example.com"]],
    }),
  ownerId: z
    .string()
    .nullable()
    .meta({
      description: "Who gets its leads; null: as the workspace shares leads out",
      examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
    }),
};

export const Form = z
  .strictObject({
    id: formId,
    ...shape,
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was made", examples: ["2025-01-24T10:30:00.000Z"] }),
    updatedAt: z.iso
      .datetime()
      .meta({ description: "When it was last changed", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Web form" });
export type Form = z.output<typeof Form>;

export const NewForm = z.strictObject({
  name: shape.name,
  title: shape.title.optional(),
  intro: shape.intro.optional(),
  fields: shape.fields.default(newFormDefaults.fields),
  source: shape.source.default(newFormDefaults.source),
  thanks: shape.thanks.default(newFormDefaults.thanks),
  redirectUrl: shape.redirectUrl.optional(),
  needsConfirmation: shape.needsConfirmation.default(false),
  isOpen: shape.isOpen.default(true),
  allowedOrigins: shape.allowedOrigins.default([]),
  ownerId: shape.ownerId.optional(),
});
export type NewForm = z.output<typeof NewForm>;

export const FormPatch = z.strictObject(shape).partial();
export type FormPatch = z.output<typeof FormPatch>;

export const PublicField = z
  .strictObject({
    key: z.string().meta({ description: "The key to send its value under", examples: ["email"] }),
    label: z.string().meta({ description: "What the visitor reads", examples: ["Your e-mail"] }),
    isRequired: z.boolean().meta({ description: "Whether it must be filled in", examples: [true] }),
    kind: z.enum(plainKinds).meta({ description: "What kind of value it takes", examples: ["email"] }),
    options: z
      .array(
        z.strictObject({
          value: z.string().meta({ description: "What is sent", examples: ["smb"] }),
          label: z.string().meta({ description: "What is read", examples: ["Up to 50 people"] }),
        }),
      )
      .meta({ description: "The choices of a select or multiSelect field; else empty", examples: [[]] }),
  })
  .meta({ title: "Field of a web form as visitors see it" });
export type PublicField = z.output<typeof PublicField>;

/** What a visitor's browser needs to draw the form. */
export const PublicForm = z
  .strictObject({
    id: formId,
    title: shape.title,
    intro: shape.intro,
    fields: z.array(PublicField).meta({ description: "What is asked, in order" }),
    thanks: shape.thanks,
    redirectUrl: shape.redirectUrl,
    isOpen: shape.isOpen,
  })
  .meta({ title: "Web form as visitors see it" });
export type PublicForm = z.output<typeof PublicForm>;

/** Values by key; the fields of the form decide which are taken. */
export const Submission = z.strictObject({
  formId,
  values: z
    .record(z.string().max(100), z.union([z.string().max(5000), z.array(z.string().max(200)).max(50)]))
    .meta({
      description:
        "What the visitor filled in, by the keys of the form's fields; a list where several are chosen",
      examples: [{ firstName: "Jane", lastName: "Smith", email: "jane.smith@prospect.com" }],
    }),
});
export type SentValues = z.output<typeof Submission>["values"];

export const Submitted = z
  .strictObject({
    status: z.enum(["accepted", "confirmation_sent"]).meta({
      description: "`confirmation_sent`: the visitor has to follow a mailed link",
      examples: ["accepted"],
    }),
    message: z.string().meta({ description: "What the visitor reads", examples: ["Thank you!"] }),
    redirectUrl: z
      .string()
      .nullable()
      .meta({ description: "Where the visitor goes now", examples: ["https://example.com/thanks"] }),
  })
  .meta({ title: "Submitted form" });
export type Submitted = z.output<typeof Submitted>;
