// Which database failures mean "try again" rather than a defect of ours.

/** A PostgreSQL error as node-postgres reports it. */
export type DatabaseError = Error & { code?: string; constraint?: string; detail?: string };

export const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error && typeof (error as DatabaseError).code === "string";

const transientCodes = new Set([
  "40001", // serialization_failure
  "40P01", // deadlock_detected
  "55P03", // lock_not_available
  "57014", // query_canceled (statement_timeout)
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now
  "53300", // too_many_connections
  "08006",
  "08003",
  "08000",
  "08001",
  "08004",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
]);

/** The connection or the server went away, or a lock was not had in time: the caller may try again. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as DatabaseError).code;
  if (code && transientCodes.has(code)) return true;
  return /Connection terminated|connection error|timeout exceeded when trying to connect|Client was closed/i.test(
    error.message,
  );
}
