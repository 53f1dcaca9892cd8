// What an import is asked with and what it answers: the job, its report and the preview.
import { z } from "zod";
import { isTimeZone } from "@/kernel/clock/zones";
import { fieldKinds } from "@/kernel/fields/descriptor";
import { flag } from "@/kernel/records";

export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;

const updateExisting = flag.meta({
  description:
    "Update records that are there already (contacts by e-mail, accounts by name or website, any by id)",
  examples: [true],
});
const skipDuplicates = flag.meta({
  description: "Leave out rows whose record is there already; `update_existing` goes before it",
  examples: [false],
});
const emptyCells = z.enum(["keep", "clear"]).meta({
  description:
    "What an empty cell does to a record that is updated: `keep` leaves its value, `clear` empties it (in JSON: a null; a field that is not named stays)",
  examples: ["keep"],
});
const validationLevel = z.enum(["strict", "lenient"]).meta({
  description:
    "`strict`: a row with any fault is left out. `lenient`: only the faulty value is, where the record may lack it",
  examples: ["strict"],
});

export const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, "is not the name of a time zone such as Europe/Berlin")
  .meta({
    description:
      "The time zone of times that name none: `2025-03-10 14:30` is 13:30 UTC in Europe/Berlin. The workspace's when absent",
    examples: ["Europe/Berlin"],
  });

const mappingText = z.string().transform((text, ctx) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    ctx.addIssue({ code: "custom", message: "must be a JSON object" });
    return z.NEVER;
  }
});
const FieldMapping = z.record(z.string(), z.string().nullable());
const fieldMapping = z.union([FieldMapping, mappingText.pipe(FieldMapping)]).meta({
  description:
    "Field to column, or column to field; null leaves a column out. What is not named is matched by name. As a query parameter: JSON",
  examples: [{ email: "email_address", first_name: "firstName" }],
});

/** The options beside the rows, as JSON and as query parameters of an upload. */
export const options = {
  import_options: z
    .strictObject({
      update_existing: updateExisting.optional(),
      skip_duplicates: skipDuplicates.optional(),
      validation_level: validationLevel.optional(),
      empty_cells: emptyCells.optional(),
    })
    .optional()
    .meta({ description: "How rows are treated" }),
  field_mapping: fieldMapping.optional(),
  update_existing: updateExisting.optional(),
  skip_duplicates: skipDuplicates.optional(),
  validation_level: validationLevel.optional(),
  empty_cells: emptyCells.optional(),
  delimiter: z
    .union([z.enum([",", ";", "|", "\t"]), z.literal("tab").transform(() => "\t")])
    .optional()
    .meta({
      description: "What separates the columns of a CSV file; found out when absent",
      examples: [";"],
    }),
  encoding: z
    .enum(encodings)
    .optional()
    .meta({ description: "The encoding of a CSV file; found out when absent", examples: ["utf-8"] }),
  time_zone: timeZone.optional(),
  file_name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine(
      (name) => name.isWellFormed() && !name.includes("\0"),
      "contains characters that cannot be stored",
    )
    .optional()
    .meta({ description: "Shown with the import", examples: ["contacts.csv"] }),
};

/** `{ import_options, field_mapping, contacts: […] }`. */
export const importInput = (plural: string) =>
  z.strictObject({
    ...options,
    [plural]: z
      .array(z.record(z.string(), z.unknown()))
      .min(1)
      .max(200_000)
      .optional()
      .meta({ description: "The rows; or send a CSV file as the body" }),
  });
export type ImportInput = {
  import_options?: {
    update_existing?: boolean;
    skip_duplicates?: boolean;
    validation_level?: "strict" | "lenient";
    empty_cells?: "keep" | "clear";
  };
  field_mapping?: Record<string, string | null>;
  update_existing?: boolean;
  skip_duplicates?: boolean;
  validation_level?: "strict" | "lenient";
  empty_cells?: "keep" | "clear";
  delimiter?: string;
  encoding?: (typeof encodings)[number];
  time_zone?: string;
  file_name?: string;
};

const id = z
  .string()
  .meta({ description: "The job's id", examples: ["job_018f6f0e7c1b7d3a9b0c1d2e3f405169"] });
export const JobId = z.strictObject({ jobId: id });

const count = (description: string) => z.int().meta({ description, examples: [10] });
const when = (description: string) =>
  z.iso
    .datetime()
    .nullable()
    .meta({ description, examples: ["2025-01-24T10:30:00.000Z"] });
const column = z
  .string()
  .meta({ description: "The column, as the file names it", examples: ["office_location"] });
const confidence = z.number().meta({
  description: "How sure the match is, from 0 to 1; 1 is said or spelled exactly so",
  examples: [0.95],
});

const MappedColumn = z.strictObject({
  column,
  field: z.string().meta({ description: "The field that it fills", examples: ["address.country"] }),
  confidence,
});
const UnmatchedColumn = z.strictObject({
  column,
  suggestion: z
    .string()
    .nullable()
    .meta({ description: "A field that it may be", examples: ["lastName"] }),
  reason: z
    .string()
    .optional()
    .meta({
      description: "Why it cannot be imported, where that is so",
      examples: ["Per head is computed: it is not imported"],
    }),
});

export const Job = z
  .strictObject({
    id,
    type: z.literal("import").meta({ description: "What the job does" }),
    recordType: z.string().meta({ description: "What is imported", examples: ["contacts"] }),
    status: z
      .enum(["queued", "running", "completed", "cancelled", "failed"])
      .meta({ description: "Where the job stands", examples: ["running"] }),
    progress: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: "The part of the rows that is done, from 0 to 1", examples: [0.4] }),
    counts: z
      .strictObject({
        total: z
          .int()
          .nullable()
          .meta({ description: "Rows in the file; null until it was read", examples: [1000] }),
        processed: count("Rows done"),
        created: count("Records that the rows have made"),
        updated: count("Records that the rows have changed"),
        linked: count("Records that rows use which were there, or which an earlier row made"),
        skipped: count("Records left alone because they are there already"),
        failed: count("Records not taken because of a fault"),
        warnings: count("Things to look at in rows that are in"),
      })
      .meta({
        description:
          "Rows read, and the records in them by what became of each: a row that makes a contact and its account counts twice. Rows by what became of them: `GET /imports/{importId}`",
      }),
    rowsPerSecond: z
      .number()
      .nullable()
      .meta({ description: "How fast it goes", examples: [4200] }),
    options: z
      .strictObject({
        updateExisting: z.boolean().meta({ description: "Records that are there are updated" }),
        skipDuplicates: z.boolean().meta({ description: "Rows of records that are there are left out" }),
        validationLevel,
        emptyCells,
      })
      .meta({ description: "What the import was asked to do" }),
    mapping: z.array(MappedColumn).meta({ description: "Which column fills which field" }),
    unmatchedColumns: z.array(UnmatchedColumn).meta({ description: "Columns that are not imported" }),
    fileName: z
      .string()
      .nullable()
      .meta({ description: "Name of the file", examples: ["contacts.csv"] }),
    changeId: z.string().meta({
      description: "The change set of the whole import: revert it to undo the import",
      examples: ["chg_018f6f0e7c1b7d3a9b0c1d2e3f405167"],
    }),
    isUndone: z.boolean().meta({
      description: "Whether the whole import was taken back and that was not undone in turn",
      examples: [false],
    }),
    error: z.string().nullable().meta({ description: "Why the job failed" }),
    createdBy: z.string().nullable().meta({ description: "Who started it" }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was asked for", examples: ["2025-01-24T10:30:00.000Z"] }),
    startedAt: when("When it began"),
    finishedAt: when("When it ended"),
  })
  .meta({ title: "Import job" });
export type Job = z.output<typeof Job>;

const pageNumber = (max: number, fallback: number) =>
  z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,9}$/, "must be a whole number")
        .transform(Number),
    ])
    .pipe(z.int().min(1).max(max))
    .default(fallback);
const paging = {
  page: pageNumber(10_000, 1).meta({ description: "Page number, from 1", examples: [1] }),
  limit: pageNumber(100, 50).meta({ description: "Entries per page", examples: [50] }),
};
export const JobQuery = z.strictObject(paging);
export type JobQuery = z.output<typeof JobQuery>;
export const ProblemQuery = z.strictObject({
  jobId: id,
  ...paging,
  severity: z
    .enum(["error", "warning"])
    .optional()
    .meta({
      description: "Only rows that were left out (error), or only remarks (warning)",
      examples: ["error"],
    }),
});
export type ProblemQuery = z.output<typeof ProblemQuery>;

export const RowProblem = z
  .strictObject({
    row: z.int().meta({ description: "The row, from 1 for the first after the header", examples: [17] }),
    line: z
      .int()
      .nullable()
      .meta({ description: "The line of the file on which the row begins; null for JSON", examples: [18] }),
    column: column
      .nullable()
      .meta({ description: "The column, as the file names it; null for the whole row", examples: ["email"] }),
    field: z
      .string()
      .nullable()
      .meta({ description: "The field that the column fills", examples: ["email"] }),
    severity: z
      .enum(["error", "warning"])
      .meta({ description: "`error`: the row was left out", examples: ["error"] }),
    code: z.string().meta({ description: "What is wrong, for programs", examples: ["VALIDATION_ERROR"] }),
    message: z
      .string()
      .meta({ description: "What is wrong, for people", examples: ["Invalid email format"] }),
    value: z
      .string()
      .nullable()
      .meta({ description: "The value, up to 200 characters", examples: ["not-an-email"] }),
  })
  .meta({ title: "Problem of an imported row" });
export type RowProblem = z.output<typeof RowProblem>;

export const importable = ["contacts", "accounts", "deals", "leads", "products", "tasks", "people"] as const;

export const PreviewInput = z.strictObject({
  recordType: z
    .enum(importable)
    .exclude(["people"])
    .meta({ description: "What is to be imported", examples: ["accounts"] }),
  text: z
    .string()
    .max(512 * 1024)
    .optional()
    .meta({
      description: "The beginning of the file; or send the file as the body",
      examples: ["name,sector\nAcme Corp,technology"],
    }),
  field_mapping: fieldMapping.optional(),
  delimiter: options.delimiter,
  encoding: options.encoding,
});
export type PreviewInput = z.output<typeof PreviewInput>;

export const Preview = z
  .strictObject({
    encoding: z.enum(encodings).meta({ description: "The encoding of the file" }),
    delimiter: z.string().meta({ description: "What separates its columns", examples: [","] }),
    columns: z
      .array(
        z.strictObject({
          column,
          field: z.string().nullable().meta({ description: "The field it would fill; null for none" }),
          confidence: confidence
            .nullable()
            .meta({ description: "How sure the match is, from 0 to 1; null for none", examples: [0.95] }),
          samples: z.array(z.string()).meta({ description: "Some of its values" }),
        }),
      )
      .meta({ description: "The columns in order" }),
    rows: z
      .array(
        z.strictObject({
          row: z.int().meta({ description: "The row, from 1", examples: [1] }),
          line: z
            .int()
            .nullable()
            .meta({ description: "The line on which it begins", examples: [2] }),
          cells: z.array(z.string()).meta({ description: "Its cells as text" }),
          problems: z.array(RowProblem).meta({ description: "What would be said about it" }),
        }),
      )
      .meta({ description: "The first rows" }),
    fields: z
      .array(
        z.strictObject({
          field: z.string().meta({ description: "Its path", examples: ["address.country"] }),
          label: z.string().meta({ description: "Its name for people", examples: ["Country"] }),
          kind: z.enum(fieldKinds).meta({ description: "The kind of its values" }),
          isRequired: z.boolean().meta({ description: "Whether a new record needs it" }),
        }),
      )
      .meta({ description: "Every field that a column may fill" }),
  })
  .meta({ title: "Import preview" });
export type Preview = z.output<typeof Preview>;
