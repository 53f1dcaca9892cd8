"use client";
// Files go over REST, as they are: the server tells their type by their bytes and stores them as a stream.
import { UploadRefused } from "@/modules/bulk/ui/upload";

export const fileLimitBytes = 25 * 1024 * 1024;

interface Envelope {
  success: boolean;
  meta?: { requestId?: string };
  errors?: unknown[];
  error?: { message?: string; details?: { accepted?: unknown } };
}

export async function uploadAttachment(file: File, on: Record<string, string>): Promise<void> {
  if (file.size > fileLimitBytes)
    throw new UploadRefused(`"${file.name}" is larger than 25 MB`, 413, undefined, []);
  const query = new URLSearchParams({ fileName: file.name.slice(0, 255), ...on });
  const response = await fetch(`/v1/activities/attachments?${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  const answer = (await response.json()) as Envelope;
  if (response.ok && answer.success) return;
  const accepted = answer.error?.details?.accepted;
  const words = answer.error?.message ?? "The file was refused";
  throw new UploadRefused(
    Array.isArray(accepted) ? `${words}. Taken are: ${accepted.join(", ")}` : words,
    response.status,
    response.status >= 500 ? answer.meta?.requestId : undefined,
    answer.errors,
  );
}
