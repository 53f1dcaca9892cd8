// Imports as plans: what they are asked with and what they answer.
import { z } from "zod";
import { fieldKinds } from "@/kernel/fields/descriptor";
import { pageOf } from "@/kernel/records";
import { dateFormats, numberFormats } from "./formats";
import { rowActions } from "./plan-rows";
import { ColumnProfile } from "./profile";
import { encodings, importable, options, RowProblem } from "./schema";

export const importId = z
  .string()
  .meta({ description: "The import's id", examples: ["import_018f6f0e7c1b7d3a9b0c1d2e3f405170"] });
export const ImportId = z.strictObject({ importId });

const fieldPath = z
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

const formats = {
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
    ...formats,
  }),
]);

const recordType = z.enum(importable).meta({ description: "Kind of record", examples: ["contacts"] });
const existing = z.enum(["update", "skip", "create"]).meta({
  description:
    "What becomes of a row whose record is there already: it is updated, left out (or linked to, where the file holds records that belong to it), or created once more",
  examples: ["skip"],
});
const matchBy = z
  .string()
  .max(200)
  .nullable()
  .meta({
    description:
      "The field by which a record is recognised: `id`, `email`, `name`, a text field or a unique field of your own; the usual ones of its type when null",
    examples: ["email"],
  });
const validationLevel = z.enum(["strict", "lenient"]).meta({
  description:
    "`strict`: a record with any fault is left out. `lenient`: only the faulty value is, where the record may lack it",
  examples: ["strict"],
});

const fileIndex = z.int().min(0).max(99);
const file = fileIndex.meta({
  description: "Which file of the import, from 0: its place in `files`",
  examples: [0],
});

const fixed = z.record(fieldPath, z.string().max(2000)).meta({
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
  matchBy: matchBy.optional(),
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

const count = (description: string) => z.int().meta({ description, examples: [10] });
const column = z.string().meta({ description: "The column, as the file names it", examples: ["email"] });
const nullableWhen = (description: string) =>
  z.iso
    .datetime()
    .nullable()
    .meta({ description, examples: ["2025-01-24T10:30:00.000Z"] });

export const importStatuses = [
  ...["draft", "planning", "planned", "committing", "completed", "cancelled", "failed"],
] as ["draft", "planning", "planned", "committing", "completed", "cancelled", "failed"];

const RowCounts = z
  .strictObject({
    create: count("Rows that make a record"),
    update: count("Rows that change a record and make none"),
    link: count("Rows that only use records that are there"),
    skip: count("Rows left out because their record is there already"),
    unchanged: count("Rows whose record is like that already"),
    problem: count("Rows of which something is not taken because of a fault"),
    excluded: count("Rows that someone has excluded"),
    warnings: count("Rows in which something is worth a look, whatever becomes of them"),
  })
  .meta({ description: "Rows by what becomes of them, or became once the import is written" });

export const Import = z
  .strictObject({
    id: importId,
    status: z.enum(importStatuses).meta({
      description: "Nothing is written before `committing`; `draft`: columns are still to be matched",
      examples: ["planned"],
    }),
    fileName: z
      .string()
      .nullable()
      .meta({ description: "Name of the file", examples: ["contacts.csv"] }),
    encoding: z.enum(encodings).nullable().meta({ description: "How its text is encoded" }),
    delimiter: z
      .string()
      .nullable()
      .meta({ description: "What separates its columns", examples: [","] }),
    columns: z
      .array(
        z.strictObject({
          column,
          samples: z.array(z.string()).meta({ description: "Some of its values" }),
        }),
      )
      .meta({ description: "The columns of the file, in order" }),
    files: z
      .array(
        z.strictObject({
          fileName: z
            .string()
            .nullable()
            .meta({ description: "Name of the file", examples: ["contacts.csv"] }),
          encoding: z.enum(encodings).nullable().meta({ description: "How its text is encoded" }),
          delimiter: z
            .string()
            .nullable()
            .meta({ description: "What separates its columns", examples: [","] }),
          columns: z
            .array(ColumnProfile.extend({ column }))
            .meta({ description: "Its columns, in order, with what they hold" }),
          counts: RowCounts,
        }),
      )
      .meta({ description: "All its files, in the order in which they are written" }),
    targets: z
      .array(
        z.strictObject({
          recordType,
          file,
          columns: z
            .array(
              z.strictObject({
                column,
                field: fieldPath,
                confidence: z.number().meta({
                  description: "How sure the match is, from 0 to 1; 1 is said or spelled exactly so",
                  examples: [0.95],
                }),
                ...formats,
              }),
            )
            .meta({ description: "The columns that fill a field" }),
          fixed,
          existing,
          matchBy,
          validationLevel,
        }),
      )
      .meta({ description: "The kinds of record, in the order in which they are written" }),
    progress: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: "The part of the rows that the running step has done", examples: [0.4] }),
    rowsPerSecond: z
      .number()
      .nullable()
      .meta({ description: "How fast the last step goes or went", examples: [4200] }),
    total: z
      .int()
      .nullable()
      .meta({ description: "Rows in the file; null until it was read", examples: [1000] }),
    counts: RowCounts,
    jobId: z
      .string()
      .nullable()
      .meta({
        description: "The job that writes or has written it, with counts of records",
        examples: ["job_018f6f0e7c1b7d3a9b0c1d2e3f405169"],
      }),
    changeId: z.string().meta({
      description: "The change set of the whole import: revert it to undo the import",
      examples: ["chg_018f6f0e7c1b7d3a9b0c1d2e3f405167"],
    }),
    error: z.string().nullable().meta({ description: "Why it failed" }),
    createdBy: z.string().nullable().meta({ description: "Who uploaded it" }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was uploaded", examples: ["2025-01-24T10:30:00.000Z"] }),
    plannedAt: nullableWhen("When its plan was ready"),
    finishedAt: nullableWhen("When it was written"),
  })
  .meta({ title: "Import" });
export type Import = z.output<typeof Import>;

const RowPart = z.strictObject({
  recordType: z.string().meta({ description: "Kind of record", examples: ["contacts"] }),
  action: z
    .enum(["problem", "create", "update", "link", "skip", "unchanged"])
    .meta({ description: "What becomes of it", examples: ["create"] }),
  recordId: z.string().nullable().meta({ description: "The record; null for one that is yet to be created" }),
  name: z
    .string()
    .nullable()
    .meta({ description: "Its name", examples: ["Ada Lovelace"] }),
  ofRow: z
    .int()
    .nullable()
    .meta({ description: "The earlier row that is the same record", examples: [12] }),
  changes: z
    .array(
      z.strictObject({
        field: fieldPath,
        from: z.unknown().meta({ description: "The value as it is" }),
        to: z.unknown().meta({ description: "The value as it will be" }),
      }),
    )
    .meta({ description: "What an update changes" }),
  problems: z
    .array(
      RowProblem.extend({
        suggestion: z
          .string()
          .nullable()
          .meta({ description: "What was probably meant", examples: ["GTX Pro"] }),
      }),
    )
    .meta({ description: "What is wrong, or worth a look" }),
});

export const PlannedRow = z
  .strictObject({
    row: z.int().meta({ description: "The row, from 1 for the first after the header", examples: [17] }),
    line: z
      .int()
      .nullable()
      .meta({ description: "The line of the file on which it begins", examples: [18] }),
    file,
    action: z
      .enum(rowActions)
      .meta({ description: "One word for the row: the gravest of its parts", examples: ["create"] }),
    cells: z
      .array(z.string())
      .meta({ description: "Its cells in the order of the columns, up to 5,000 characters each" }),
    parts: z.array(RowPart).meta({ description: "What becomes of it, for each kind of record" }),
    isExcluded: z.boolean().meta({ description: "Whether someone has excluded it" }),
    isEdited: z.boolean().meta({ description: "Whether a cell was corrected after the upload" }),
  })
  .meta({ title: "Row of an import" });
export type PlannedRow = z.output<typeof PlannedRow>;

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
  hasWarning: z
    .union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")])
    .optional()
    .meta({
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
export const RowPage = pageOf(PlannedRow);
export const ImportPage = pageOf(Import);

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

export const ProblemGroup = z
  .strictObject({
    recordType: z.string().meta({ description: "Kind of record", examples: ["deals"] }),
    file,
    severity: z.enum(["error", "warning"]).meta({
      description: "`error`: something of the row is not taken. `warning`: it is, and worth a look",
      examples: ["error"],
    }),
    column: column
      .nullable()
      .meta({ description: "The column, as the file names it; null for the whole row", examples: ["email"] }),
    field: z
      .string()
      .nullable()
      .meta({ description: "The field", examples: ["productId"] }),
    code: z.string().meta({ description: "What is wrong, for programs", examples: ["NOT_FOUND"] }),
    message: z
      .string()
      .meta({ description: "What is wrong, for people", examples: ['There is no product "GTXPro"'] }),
    value: z
      .string()
      .nullable()
      .meta({ description: "The value", examples: ["GTXPro"] }),
    suggestion: z
      .string()
      .nullable()
      .meta({ description: "What was probably meant", examples: ["GTX Pro"] }),
    rows: count("How many rows have it"),
    firstRow: count("The first of them"),
  })
  .meta({ title: "Problem of an import" });
export type ProblemGroup = z.output<typeof ProblemGroup>;

export const RejectsQuery = z.strictObject({ importId, file: fileNumber.optional() });

const KindField = z.strictObject({
  field: fieldPath,
  label: z.string().meta({ description: "Its name", examples: ["E-mail"] }),
  kind: z.enum(fieldKinds).meta({ description: "What it holds", examples: ["email"] }),
  isRequired: z.boolean().meta({ description: "Whether a new record needs it", examples: [true] }),
  isKey: z.boolean().meta({ description: "Whether records can be recognised by it", examples: [true] }),
  options: z
    .array(
      z.strictObject({
        value: z.string().meta({ description: "What is stored", examples: ["closed_won"] }),
        label: z.string().meta({ description: "What people see", examples: ["Closed Won"] }),
      }),
    )
    .meta({ description: "What may be chosen; empty where anything may be written" }),
});
export const ImportKind = z
  .strictObject({
    recordType,
    label: z.string().meta({ description: "Its name", examples: ["Contact"] }),
    labelPlural: z.string().meta({ description: "The name of several", examples: ["Contacts"] }),
    fields: z.array(KindField).meta({ description: "What its columns may fill" }),
    along: z
      .array(recordType)
      .meta({ description: "What else a row may hold: records to which it is linked" }),
    canAddFields: z
      .boolean()
      .meta({ description: "Whether you may add fields of your own for columns", examples: [true] }),
  })
  .meta({ title: "Kind of record to import" });
export type ImportKind = z.output<typeof ImportKind>;

export const RejectsFile = z.strictObject({
  fileName: z.string().meta({ description: "Name of the file", examples: ["contacts-not-imported.csv"] }),
});
