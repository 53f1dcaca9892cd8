// Structured log lines (pino). Every line of a request carries its request id; secrets are never logged.
import { pino } from "pino";
import { env } from "@/env";

export const log = pino({
  level: env.NODE_ENV === "test" ? "error" : env.LOG_LEVEL,
  redact: [
    "password",
    "secret",
    "token",
    "apiSecret",
    "*.password",
    "*.secret",
    "*.token",
    "headers.authorization",
  ],
});
