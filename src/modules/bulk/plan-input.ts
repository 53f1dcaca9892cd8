// Imports as plans: what they are asked with.
import { z } from "zod";
import { flag } from "@/kernel/records";
import { dateFormats, numberFormats } from "./formats";
import { rowActions } from "./plan-rows";
import { importable, options, timeZone } from "./schema";

export const importId = z
  .string()
  .meta({ description: "The import's id", examples: ["import_018f6f0e7c1b7d3a9b0c1d2e3f405170"] });
export const ImportId = z.strictObject({ importId });

export const fieldPath = z
  .string()
  .min(1)
  .max(200)
  .meta({
    description: "Path of the field: `email`, `address.country`, `customFields.<key>`, `id`",
    examples: ["email"],
  });
const newFieldKinds = [
  ...["text", "longText", "integer", "number", "money", "date", "dateTime", "boolean", "select"],
  ...["multiSelect", "url", "email", "phone", "user", "record"],
] as const;
const NewColumnField = z
  .strictObject({
    label: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: "Its name; the column's when absent", examples: ["Engage date"] }),
    kind: z.enum(newFieldKinds as unknown as [string, ...string[]]).meta({
      description: "What it holds",
      examples: ["date"],
    }),
    isUnique: z.boolean().optional().meta({ description: "Whether no two records may hold the same value" }),
    targetType: z
      .string()
      .max(100)
      .optional()
      .meta({ description: "For a link: the type it points to", examples: ["product"] }),
    currency: z
      .string()
      .max(3)
      .optional()
      .meta({ description: "For money: its currency", examples: ["USD"] }),
    options: z
      .array(z.string().trim().min(1).max(100))
      .min(1)
      .max(200)
      .optional()
      .meta({ description: "For a choice: what may be chosen", examples: [["Central", "East"]] }),
  })
  .meta({ description: "A field of your own, created now; needs `fields:write`" });

export const formats = {
  dateFormat: z
    .enum(dateFormats)
    .optional()
    .meta({ description: "The order of year, month and day in its dates; found out when absent" }),
  numberFormat: z
    .enum(numberFormats)
    .optional()
    .meta({ description: "Whether decimals follow a point or a comma; found out when absent" }),
  values: z
    .record(z.string().max(500), z.string().max(500))
    .optional()
    .meta({
      description: "What its values stand for, where the file writes them otherwise",
      examples: [{ GTXPro: "GTX Pro" }],
    }),
};
const ColumnChoice = z.union([
  z.null(),
  fieldPath,
  z.strictObject({
    field: fieldPath.optional(),
    createField: NewColumnField.optional(),
    createOptions: z
      .array(z.string().trim().min(1).max(100))
      .max(200)
      .optional()
      .meta({
        description:
          "Values that the field's list gets now: stages of the pipeline (needs `pipelines:manage`), choices of a field of your own (`fields:write`)",
        examples: [["Engaging"]],
      }),
    ...formats,
  }),
]);

export const recordType = z.enum(importable).meta({ description: "Kind of record", examples: ["contacts"] });
export const existing = z.enum(["update", "skip", "create"]).meta({
  description:
    "What becomes of a row whose record is there already: it is updated, left out (or linked to, where the file holds records that belong to it), or created once more",
  examples: ["skip"],
});
export const matchBy = z
  .string()
  .max(200)
  .nullable()
  .meta({
    description:
      "The field by which a record is recognised: `id`, `email`, `name`, a text field or a unique field of your own; the usual ones of its type when null",
    examples: ["email"],
  });
export const emptyCells = z.enum(["keep", "clear"]).meta({
  description:
    "What an empty cell does to a record that is updated: `keep` leaves its value, `clear` empties it. What a record may not lack stays",
  examples: ["keep"],
});
export const validationLevel = z.enum(["strict", "lenient"]).meta({
  description:
    "`strict`: a record with any fault is left out. `lenient`: only the faulty value is, where the record may lack it",
  examples: ["strict"],
});

const fileIndex = z.int().min(0).max(99);
export const file = fileIndex.meta({
  description: "Which file of the import, from 0: its place in `files`",
  examples: [0],
});

export const fixed = z.record(fieldPath, z.string().max(2000)).meta({
  description: "Field to the value that every row has in it, for fields that no column fills",
  examples: [{ pipelineId: "Hardware" }],
});

export const TargetChoice = z.strictObject({
  recordType,
  file: file.optional(),
  columns: z
    .record(z.string().max(2000), ColumnChoice)
    .optional()
    .meta({
      description:
        "Column to field, with how it is written; null leaves it out. The others are matched by name and content",
      examples: [{ email: "email" }],
    }),
  fixed: fixed.optional(),
  existing: existing.optional(),
  emptyCells: emptyCells.optional(),
  matchBy: matchBy.optional(),
  timeZone: timeZone.optional(),
  validationLevel: validationLevel.optional(),
});
export type TargetChoice = z.output<typeof TargetChoice>;

const Targets = z.array(TargetChoice).min(1).max(60);
const fromText = z.string().transform((text, ctx) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    ctx.addIssue({ code: "custom", message: "must be JSON" });
    return z.NEVER;
  }
});
const targets = z.union([Targets, fromText.pipe(Targets)]).meta({
  description:
    "The kinds of record that the file holds, each with its columns. The records of one row are linked to each other; those of several files by what they are called. As a query parameter: JSON",
  examples: [[{ recordType: "contacts" }]],
});

const expected = recordType.meta({
  description: "What it is expected to hold, where its columns may be several things",
  examples: ["contacts"],
});

export const NewImport = z.strictObject({
  targets: targets.optional(),
  expected: expected.optional(),
  text: z
    .string()
    .min(1)
    .max(4 * 1024 * 1024)
    .optional()
    .meta({
      description: "The file as text; or send it as the body",
      examples: ["first name,last name\nAda,Lovelace"],
    }),
  delimiter: options.delimiter,
  encoding: options.encoding,
  file_name: options.file_name,
});
export type NewImport = z.output<typeof NewImport>;

export const PlanInput = z.strictObject({
  importId,
  targets: targets.optional(),
  delimiter: options.delimiter,
  encoding: options.encoding,
});
export type PlanInput = z.output<typeof PlanInput>;

const fileNumber = z
  .union([
    fileIndex,
    z
      .string()
      .regex(/^\d{1,2}$/, "must be a number")
      .transform(Number),
  ])
  .meta({ description: "Which file of the import, from 0: its place in `files`", examples: [0] });

export const DraftInput = z.strictObject({
  importId,
  targets: z
    .array(TargetChoice)
    .max(60)
    .nullable()
    .meta({
      description: "What was chosen so far; null forgets it",
      examples: [[{ recordType: "contacts" }]],
    }),
});
export type DraftInput = z.output<typeof DraftInput>;

export const NewFile = z.strictObject({
  importId,
  expected: expected.optional(),
  text: NewImport.shape.text,
  delimiter: options.delimiter,
  encoding: options.encoding,
  file_name: options.file_name,
});
export type NewFile = z.output<typeof NewFile>;

export const FilePatch = z.strictObject({
  importId,
  file: fileNumber,
  delimiter: options.delimiter,
  encoding: options.encoding,
});
export type FilePatch = z.output<typeof FilePatch>;

const whole = (max: number) =>
  z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,9}$/, "must be a whole number")
        .transform(Number),
    ])
    .pipe(z.int().min(1).max(max));

export const ImportQuery = z.strictObject({
  page: whole(10_000)
    .default(1)
    .meta({ description: "Page number, from 1", examples: [1] }),
  limit: whole(100)
    .default(50)
    .meta({ description: "Entries per page", examples: [50] }),
});
export type ImportQuery = z.output<typeof ImportQuery>;

export const RowQuery = z.strictObject({
  importId,
  action: z
    .enum(rowActions)
    .optional()
    .meta({ description: "Only rows of which this becomes", examples: ["problem"] }),
  file: fileNumber.optional(),
  hasWarning: flag.optional().meta({
    description: "Only rows in which something is worth a look, or only the others",
    examples: [true],
  }),
  limit: whole(200)
    .default(50)
    .meta({ description: "Rows per page", examples: [50] }),
  page: whole(10_000)
    .default(1)
    .meta({ description: "Page number, from 1; for far pages send `cursor`", examples: [1] }),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, "does not belong to this list")
    .optional()
    .meta({ description: "`nextCursor` of the page before" }),
});
export type RowQuery = z.output<typeof RowQuery>;
export const RowPatch = z.strictObject({
  importId,
  row: whole(999_999_999).meta({ description: "The row, from 1", examples: [1] }),
  cells: z
    .record(z.string().max(2000), z.string().max(100_000))
    .optional()
    .meta({ description: "Column to its corrected text", examples: [{ email: "ada@example.com" }] }),
  isExcluded: z
    .boolean()
    .optional()
    .meta({ description: "Leave the row out, or take it in again", examples: [true] }),
});
export type RowPatch = z.output<typeof RowPatch>;

export const RejectsQuery = z.strictObject({ importId, file: fileNumber.optional() });
