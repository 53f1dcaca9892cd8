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
  if (issue.code === "invalid_type" && / received undefined$/.test(issue.message)) {
    return [{ field, code: "REQUIRED", message: `${field} is required` }];
  }
  const code = issue.code === "custom" ? issue.params?.code : undefined;
  return [
    {
      field,
      code: typeof code === "string" ? code : "VALIDATION_ERROR",
      message: sentence(field, plainMessage(issue)),
    },
  ];
}

/** "must not be empty" → "email must not be empty"; whole sentences stay as they are. */
const sentence = (field: string, message: string): string =>
  /^(must|is|has|contains|at most)\b/.test(message) ? `${field} ${message}` : message;

const nouns: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};
const formats: Record<string, string> = {
  datetime: "a time as in RFC 3339",
  date: "a date like 2025-01-24",
  url: "a web address",
  email: "an e-mail address",
};
const units: Record<string, string> = { string: " characters", array: " entries", set: " entries" };

/** The library's own wording as a sentence about the field; a message that we wrote ourselves stays. */
function plainMessage(issue: Issue): string {
  const isOurs =
    !/^(Invalid (input|option|string|number|ISO|URL|UUID|key)|Too (big|small)|Unrecognized)/.test(
      issue.message,
    );
  if (isOurs) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${nouns[issue.expected] ?? issue.expected}`;
    case "too_big":
      return `must ${units[issue.origin] ? "have" : "be"} at most ${issue.maximum}${units[issue.origin] ?? ""}`;
    case "too_small":
      return `must ${units[issue.origin] ? "have" : "be"} at least ${issue.minimum}${units[issue.origin] ?? ""}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return `must be ${formats[issue.format] ?? `a valid ${issue.format}`}`;
    case "invalid_union": {
      // What the alternative that came closest says; of several, the first.
      const [closest] = [...issue.errors].sort((a, b) => a.length - b.length);
      return closest?.[0] && closest[0].path.length === 0
        ? plainMessage(closest[0] as Issue)
        : "has none of the accepted forms";
    }
    default:
      return "is not valid";
  }
}

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
  // A bare ZodError is not the caller's input (that comes as an AppError) but our own data that is not as described.
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
