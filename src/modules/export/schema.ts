// Exports as the API takes and shows them.
import { z } from "zod";
import { exportFormats } from "./encode";

const format = z
  .enum(exportFormats)
  .meta({ description: "CSV, a JSON array, or one JSON object per line", examples: ["csv"] });
const names = z
  .union([
    z.array(z.string().max(200)).max(200),
    z
      .string()
      .max(5000)
      .transform((text) => text.split(",").filter(Boolean)),
  ])
  .meta({
    description: "The columns, by comma; fields of a related record by dotted name. Every field when absent",
    examples: ["firstName,lastName,account.name,owner.name"],
  });
const header = z.enum(["name", "label"]).meta({
  description:
    "What the first line of a CSV file says: names as the API has them, or labels; under labels, choices are written as they are called, and before the id of each linked record or person stands its name. An import reads both",
  examples: ["name"],
});

/** Beside the query of a list. */
export const ExportParameters = {
  format: format.default("csv"),
  columns: names.optional(),
  header: header.default("name"),
};

export const ExportId = z
  .string()
  .meta({ description: "The export's id", examples: ["job_018f6f0e7c1b7d3a9b0c1d2e3f405171"] });

export const ExportInput = z.strictObject({
  export_format: format.default("csv"),
  filters: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({
      description: "As in a list; `created_after`, `…_min` and `…_max` too",
      examples: [{ created_after: "2025-01-01T00:00:00Z" }],
    }),
  search: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "Words to find", examples: ["acme"] }),
  sort: z
    .string()
    .max(500)
    .optional()
    .meta({ description: "Field to sort by, `-` for descending", examples: ["-createdAt"] }),
  fields: z
    .array(z.string().max(200))
    .min(1)
    .max(200)
    .optional()
    .meta({
      description: "The columns, in snake_case or as the API has them",
      examples: [["id", "account.name", "created_at"]],
    }),
  header: header.default("name"),
  delivery: z
    .strictObject({
      method: z.enum(["download"]).meta({ description: "How you get it", examples: ["download"] }),
    })
    .default({ method: "download" })
    .meta({ description: "How you get the file" }),
});
export type ExportInput = z.output<typeof ExportInput>;

export const Export = z
  .strictObject({
    id: ExportId,
    recordType: z.string().meta({ description: "The type of the records", examples: ["contact"] }),
    format,
    status: z
      .enum(["queued", "running", "completed", "cancelled", "failed"])
      .meta({ description: "How it stands", examples: ["completed"] }),
    rowCount: z
      .int()
      .nullable()
      .meta({ description: "How many records are in it", examples: [1234] }),
    sizeBytes: z
      .int()
      .nullable()
      .meta({ description: "How large the file is", examples: [56789] }),
    fileName: z.string().meta({ description: "The file's name", examples: ["contacts-2025-01-24.csv"] }),
    downloadPath: z
      .string()
      .nullable()
      .meta({
        description: "Where the file is, for 7 days",
        examples: ["/v1/exports/job_018f6f0e7c1b7d3a9b0c1d2e3f405171/file"],
      }),
    error: z.string().nullable().meta({ description: "Why it failed" }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was asked for", examples: ["2025-01-24T10:30:00.000Z"] }),
    finishedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "When it ended", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Export" });
export type Export = z.output<typeof Export>;

export const ExportedFile = z
  .strictObject({
    fileName: z.string().meta({ description: "The file's name", examples: ["contacts-2025-01-24.csv"] }),
    rowCount: z.int().nullable().meta({ description: "How many records are in it" }),
    sizeBytes: z.int().meta({ description: "How large the file is", examples: [18432] }),
  })
  .meta({ title: "Exported file" });
export type ExportedFile = z.output<typeof ExportedFile>;
