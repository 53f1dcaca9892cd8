"use client";
// Files go to the import over REST, as they are: the server finds out their encoding and reads them as a stream.
import type { Import, TargetChoice } from "../plan-schema";
import type { Preview } from "../schema";

/** A refusal with what `describeError` looks for. */
export class UploadRefused extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly requestId: string | undefined,
    readonly errors: unknown,
  ) {
    super(message);
  }
}

interface Envelope<T> {
  success: boolean;
  data: T;
  meta?: { requestId?: string };
  errors?: unknown[];
  error?: { message?: string };
}

async function send<T>(path: string, options: Record<string, string | undefined>, body: Blob): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) if (value !== undefined) query.set(name, value);
  const response = await fetch(`/v1/${path}?${query}`, {
    method: "POST",
    headers: { "Content-Type": "text/csv" },
    body,
  });
  const answer = (await response.json()) as Envelope<T>;
  if (!response.ok || !answer.success) {
    throw new UploadRefused(
      answer.error?.message ?? "The file was refused",
      response.status,
      response.status >= 500 ? answer.meta?.requestId : undefined,
      answer.errors,
    );
  }
  return answer.data;
}

/** Enough to know the form of a file and to show its first rows. */
const headBytes = 256 * 1024;

/** Column to field; null leaves the column out. */
export type ColumnMapping = Record<string, string | null>;

export const previewFile = (
  file: File,
  recordType: string,
  mapping: ColumnMapping | undefined,
): Promise<Preview> =>
  send(
    `bulk/${recordType}/preview`,
    { field_mapping: mapping ? JSON.stringify(mapping) : undefined },
    file.slice(0, headBytes),
  );

export interface ImportOptions {
  /** What happens to a row whose record is there already. */
  existing: "update" | "skip" | "create";
  isLenient: boolean;
}

/** Stores the file on the server; nothing is planned or written yet. */
export const uploadFile = (file: File): Promise<Import> =>
  send("imports", { file_name: file.name.slice(0, 200) }, file);

/** The targets of a plan: what the file holds, and what each of its rows holds besides. */
export const targetsOf = (
  recordType: TargetChoice["recordType"],
  mapping: ColumnMapping,
  { existing, isLenient }: ImportOptions,
  also: TargetChoice["recordType"][],
): TargetChoice[] => {
  const validationLevel = isLenient ? "lenient" : "strict";
  return [
    { recordType, columns: mapping, existing, validationLevel },
    ...also.map(
      (one) => ({ recordType: one, existing: "skip" as const, validationLevel }) satisfies TargetChoice,
    ),
  ];
};
