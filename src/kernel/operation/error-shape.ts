// Every failure as one AppError, whoever threw it: ours, zod's, tRPC's or nobody's. What is not ours becomes a 500
// that shows only its request id.
import { type TRPCDefaultErrorShape, TRPCError } from "@trpc/server";
import { z } from "zod";
import { AppError, type FieldError, malformed, notFound, validationFailed } from "@/kernel/errors";
import { nearest } from "@/kernel/query/nearest";
import { isDatabaseError } from "@/platform/database/failures";
import { log } from "@/platform/log";
import type { RequestInfo } from "./context";

type Issue = z.core.$ZodIssue;

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join(".");

function fieldErrors(issue: Issue, input: z.ZodType | undefined): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const field = dotted([...issue.path, key]);
      const near = nearest(key, knownKeys(input, issue.path));
      return {
        field,
        code: "UNKNOWN_FIELD",
        message: near ? `Unknown field "${field}". Did you mean "${near}"?` : `Unknown field "${field}"`,
      };
    });
  }
  const field = dotted(issue.path) || "body";
  if (issue.code === "invalid_type" && issue.input === undefined && !("received" in issue)) {
    return [{ field, code: "REQUIRED", message: `${field} is required` }];
  }
  const code = issue.code === "custom" ? issue.params?.code : undefined;
  return [
    {
      field,
      code: typeof code === "string" ? code : "VALIDATION_ERROR",
      message: sentence(field, issue.message),
    },
  ];
}

/** "must not be empty" → "email must not be empty"; whole sentences stay as they are. */
const sentence = (field: string, message: string): string =>
  /^(must|is|has|contains|at most)\b/.test(message) ? `${field} ${message}` : message;

function knownKeys(schema: z.ZodType | undefined, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const step of path) {
    at = at instanceof z.ZodOptional || at instanceof z.ZodNullable ? at.unwrap() : at;
    at =
      at instanceof z.ZodObject ? at.shape[String(step)] : at instanceof z.ZodArray ? at.element : undefined;
  }
  at = at instanceof z.ZodOptional || at instanceof z.ZodNullable ? at.unwrap() : at;
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** All of zod's issues as one validation error, with the nearest known name for each unknown one. */
export const fromZod = (error: z.ZodError | z.core.$ZodError, input?: z.ZodType): AppError =>
  validationFailed(error.issues.flatMap((issue) => fieldErrors(issue, input)));

/** Any thrown value as an AppError; logs what is a defect of ours. */
export function toAppError(
  thrown: unknown,
  request: Pick<RequestInfo, "requestId" | "operation">,
  input?: z.ZodType,
): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof z.core.$ZodError) return fromZod(thrown, input);
  if (thrown instanceof TRPCError) {
    // A ZodError inside BAD_REQUEST is the caller's; anywhere else it is our output that is wrong.
    if (thrown.cause instanceof AppError) return thrown.cause;
    if (thrown.code === "BAD_REQUEST" && thrown.cause instanceof z.core.$ZodError)
      return fromZod(thrown.cause, input);
    if (thrown.code === "NOT_FOUND") return notFound("operation");
    if (thrown.code === "BAD_REQUEST" || thrown.code === "PARSE_ERROR") return malformed(thrown.message);
    if (thrown.code === "METHOD_NOT_SUPPORTED")
      return new AppError("METHOD_NOT_ALLOWED", 405, thrown.message);
    if (thrown.cause && thrown.code === "INTERNAL_SERVER_ERROR") return internal(thrown.cause, request);
  }
  return internal(thrown, request);
}

function internal(thrown: unknown, request: Pick<RequestInfo, "requestId" | "operation">): AppError {
  if (isDatabaseError(thrown) && (thrown.code === "22021" || thrown.code === "22P05")) {
    return malformed("The request contains characters that cannot be stored");
  }
  log.error(
    { err: thrown, requestId: request.requestId, operation: request.operation },
    "unexpected failure",
  );
  return new AppError("INTERNAL_ERROR", 500, "Something went wrong on our side. Tell us the request id.", {
    details: { requestId: request.requestId },
    cause: thrown,
  });
}

/** tRPC's error form: its own shape with our code, fields and request id under `data`. */
export function errorShape({
  shape,
  error,
  ctx,
}: {
  shape: TRPCDefaultErrorShape;
  error: TRPCError;
  ctx?: { request: RequestInfo } | undefined;
}) {
  const request = ctx?.request ?? { requestId: "", operation: "" };
  const ours = toAppError(error, request);
  return {
    ...shape,
    message: ours.message,
    data: {
      code: shape.data.code,
      httpStatus: ours.status,
      appCode: ours.code,
      fields: ours.fields,
      details: ours.details,
      requestId: request.requestId,
    },
  };
}
