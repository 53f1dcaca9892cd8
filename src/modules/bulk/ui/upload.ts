"use client";
// Files go to the import over REST, as they are: the server finds out their encoding and reads them as a stream.
import type { Import } from "../plan-schema";

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

/** Stores the files on the server as one import; nothing is planned or written yet. */
export async function uploadFiles(
  files: readonly File[],
  expected: string | undefined,
  onSent: (count: number) => void,
): Promise<Import> {
  let made: Import | undefined;
  for (const [at, file] of files.entries()) {
    const path = made ? `imports/${made.id}/files` : "imports";
    made = await send<Import>(path, { file_name: file.name.slice(0, 200), expected }, file);
    onSent(at + 1);
  }
  if (!made) throw new Error("no files");
  return made;
}
