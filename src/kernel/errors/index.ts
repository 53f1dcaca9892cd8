// The one error class of the product and its standard forms. An AppError is safe to show; anything else is a 500
// that shows only its request id.

/** One thing wrong with one field: `field` is the dotted path in the request. */
export type FieldError = { field: string; code: string; message: string };

export type AppErrorOptions = {
  fields?: FieldError[];
  /** Public facts a client can act on; shown as `error.details`. */
  details?: Record<string, unknown>;
  /** Response headers that belong to this error (`Allow`, `Retry-After`). */
  headers?: Record<string, string>;
  cause?: unknown;
};

export class AppError extends Error {
  override readonly name = "AppError";
  readonly fields: FieldError[];
  readonly details: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    options: AppErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.fields = options.fields ?? [];
    this.details = options.details ?? {};
    this.headers = options.headers ?? {};
  }
}

export const malformed = (message: string, options?: AppErrorOptions) =>
  new AppError("MALFORMED_REQUEST", 400, message, options);

export const unauthorized = (errorType: string, message = "Authentication is required") =>
  new AppError("UNAUTHORIZED", 401, message, {
    details: { error_type: errorType },
    headers: { "WWW-Authenticate": 'Bearer realm="meridian"' },
  });

export const forbidden = (required: string[], held: string[], message = "Insufficient permissions") =>
  new AppError("FORBIDDEN", 403, message, {
    details: { required_permissions: required, user_permissions: held },
  });

/** The same answer for a record that never was, that is deleted, and that belongs to another tenant. */
export const notFound = (noun: string) => new AppError("NOT_FOUND", 404, `No such ${noun}`);

export const conflict = (message: string, details?: Record<string, unknown>, code = "CONFLICT") =>
  new AppError(code, 409, message, { details });

export const preconditionFailed = (currentEtag: string) =>
  new AppError("PRECONDITION_FAILED", 412, "The record has changed since you read it", {
    details: { current_etag: currentEtag },
    headers: { ETag: currentEtag },
  });

export const payloadTooLarge = (limitBytes: number) =>
  new AppError("PAYLOAD_TOO_LARGE", 413, `The request body is larger than ${limitBytes} bytes`, {
    details: { limit_bytes: limitBytes },
  });

export const unsupportedMediaType = (accepted: string[]) =>
  new AppError("UNSUPPORTED_MEDIA_TYPE", 415, `Send the body as ${accepted.join(" or ")}`, {
    details: { accepted },
  });

/** All failing fields at once. */
export const validationFailed = (fields: FieldError[]) =>
  new AppError(
    "VALIDATION_ERROR",
    422,
    fields.length === 1 ? fields[0]!.message : `${fields.length} fields are not valid`,
    { fields },
  );

export const invalidField = (field: string, message: string, code = "VALIDATION_ERROR") =>
  validationFailed([{ field, code, message }]);

export const rateLimited = (limit: number, window: string, retryAfterSeconds: number) =>
  new AppError(
    "RATE_LIMIT_EXCEEDED",
    429,
    `Rate limit exceeded. Try again in ${retryAfterSeconds} seconds.`,
    {
      details: { limit, window, retry_after: retryAfterSeconds },
      headers: { "Retry-After": String(retryAfterSeconds) },
    },
  );

export const unavailable = (message: string, retryAfterSeconds = 1, cause?: unknown) =>
  new AppError("SERVICE_UNAVAILABLE", 503, message, {
    cause,
    headers: { "Retry-After": String(retryAfterSeconds) },
  });

/** A module's own codes: `defineErrors({ CONTACT_MERGE_INTO_SELF: [409, "A contact cannot …"] })`. */
export function defineErrors<Codes extends Record<string, readonly [status: number, message: string]>>(
  codes: Codes,
) {
  const make = (code: keyof Codes & string, options?: AppErrorOptions & { message?: string }) => {
    const [status, message] = codes[code]!;
    return new AppError(code, status, options?.message ?? message, options);
  };
  return make;
}
