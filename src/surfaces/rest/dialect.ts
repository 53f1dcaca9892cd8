// A dialect: how one REST surface words what the operations do. It is a value without logic of its own; the handler,
// the OpenAPI document and the contract test are made from it, so a further dialect is one more file beside `platform`.
import type { z } from "zod";
import type { AppError } from "@/kernel/errors";
import type { Operation } from "@/surfaces/catalog";

/** What an envelope tells of the answer itself. */
export type AnswerMeta = { requestId: string; timestamp: string };

/** The answer of a list, as operations give it. */
export type ListAnswer = {
  items: unknown[];
  page: number;
  limit: number;
  total: number | null;
  totalIsExact: boolean;
  hasNext: boolean;
  nextCursor: string | null;
};

export type RouteTemplate = { method: string; path: string; params: string[] };

export type Dialect = {
  name: string;
  title: string;
  /** Before every path: `/v1`. */
  prefix: string;
  /** Where an operation is found, or null when this dialect does not have it. */
  routeOf: (operation: Operation) => RouteTemplate | null;
  /** The body as sent → the body as operations take it. */
  unwrap: (body: Record<string, unknown>) => Record<string, unknown>;
  /** Query parameters with another name than ours: theirs → ours. */
  parameterNames: Readonly<Record<string, string>>;
  success: (data: unknown, meta: AnswerMeta) => unknown;
  list: (page: ListAnswer, meta: AnswerMeta) => unknown;
  error: (error: AppError, meta: AnswerMeta) => unknown;
  /** The same three as schemas: every answer parses with them, and the OpenAPI document is made from them. */
  answers: {
    success: (data: z.ZodType) => z.ZodType;
    list: (item: z.ZodType) => z.ZodType;
    error: z.ZodType;
  };
};
