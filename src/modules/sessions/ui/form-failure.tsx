"use client";
/** Why a form was refused, above its button, with the request id to quote. */
import { Alert, Text } from "@mantine/core";
import { describeError } from "@/ui/feedback/describe-error";
import { RequestId } from "@/ui/feedback/notify";

/** The stable code of our own error, whatever the transport calls it. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("data" in error)) return undefined;
  const { data } = error;
  return typeof data === "object" && data !== null && "appCode" in data ? String(data.appCode) : undefined;
}

/** What is wrong with one field of a refused form. */
export const fieldError = (error: unknown, field: string): string | undefined =>
  error ? describeError(error).fields[field] : undefined;

export interface FormFailureProps {
  error: unknown;
  /** Fields that show their own message: a failure that is only theirs is not said twice. */
  ownFields?: string[];
}

export function FormFailure({ error, ownFields = [] }: FormFailureProps) {
  if (!error) return null;
  const { title, detail, requestId, fields } = describeError(error);
  const failing = Object.keys(fields);
  if (failing.length > 0 && failing.every((field) => ownFields.includes(field))) return null;
  return (
    <Alert color="red" variant="light" role="alert" title={title}>
      <Text size="sm">{detail}</Text>
      {requestId ? <RequestId id={requestId} /> : null}
    </Alert>
  );
}
