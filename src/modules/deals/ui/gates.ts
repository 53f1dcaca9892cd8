"use client";
// What a stage asked for, as the refusal lists it.
import { isTRPCClientError } from "@trpc/client";
import type { Missing } from "../gates";

export type { Missing };

const isMissing = (value: unknown): value is Missing =>
  typeof value === "object" && value !== null && "kind" in value && "label" in value;

/** What is missing, when the error is a stage's gate; else undefined. */
export function missingOf(error: unknown): Missing[] | undefined {
  if (!isTRPCClientError(error) || error.data?.appCode !== "STAGE_GATE") return undefined;
  const listed: unknown = error.data.details?.missing;
  return Array.isArray(listed) ? listed.filter(isMissing) : [];
}
