// Imports as plans: what they answer.
import { z } from "zod";
import { fieldKinds } from "@/kernel/fields/descriptor";
import { pageOf } from "@/kernel/records";
import {
  emptyCells,
  existing,
  fieldPath,
  file,
  fixed,
  formats,
  importId,
  matchBy,
  recordType,
  TargetChoice,
  validationLevel,
} from "./plan-input";
import { rowActions } from "./plan-rows";
import { ColumnProfile } from "./profile";
import { encodings, RowProblem, timeZone } from "./schema";

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
          emptyCells,
          matchBy,
          timeZone,
          validationLevel,
        }),
      )
      .meta({ description: "The kinds of record, in the order in which they are written" }),
    draft: z
      .array(TargetChoice)
      .nullable()
      .meta({ description: "What was chosen since and is not planned yet; null when nothing was" }),
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
    isUndone: z.boolean().meta({
      description: "Whether the whole import was taken back and that was not undone in turn",
      examples: [false],
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

export const RowPage = pageOf(PlannedRow);
export const ImportPage = pageOf(Import);

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

const KindField = z.strictObject({
  field: fieldPath,
  label: z.string().meta({ description: "Its name", examples: ["E-mail"] }),
  kind: z.enum(fieldKinds).meta({ description: "What it holds", examples: ["email"] }),
  isRequired: z.boolean().meta({ description: "Whether a new record needs it", examples: [true] }),
  isKey: z.boolean().meta({ description: "Whether records can be recognised by it", examples: [true] }),
  linksTo: recordType.nullable().meta({
    description:
      "For a link: the kind of record that it names; null for what is no link, or to what you may not import",
    examples: ["accounts"],
  }),
  options: z
    .array(
      z.strictObject({
        value: z.string().meta({ description: "What is stored", examples: ["closed_won"] }),
        label: z.string().meta({ description: "What people see", examples: ["Closed Won"] }),
      }),
    )
    .meta({ description: "What may be chosen; empty where anything may be written" }),
  canAddOptions: z.boolean().meta({
    description: "Whether you may add to what may be chosen, with `createOptions`",
    examples: [true],
  }),
});
export const ImportKind = z
  .strictObject({
    recordType,
    label: z.string().meta({ description: "Its name", examples: ["Contact"] }),
    labelPlural: z.string().meta({ description: "The name of several", examples: ["Contacts"] }),
    fields: z.array(KindField).meta({ description: "What its columns may fill" }),
    computed: z
      .array(
        z.strictObject({
          field: fieldPath,
          label: z.string().meta({ description: "Its name", examples: ["Per head"] }),
        }),
      )
      .meta({ description: "Fields whose values follow from others: a column called so is left out" }),
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
