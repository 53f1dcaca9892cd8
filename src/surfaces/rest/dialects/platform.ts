// The platform dialect: `/v1`, in the envelopes of contract 001 ("Common Response Format", "Error Response Format", and
// the `error` object of its security chapter, which always agree).
import { z } from "zod";
import type { AnswerMeta, Dialect } from "../dialect";

const version = "1.0";

const metaShape = {
  timestamp: z.iso
    .datetime()
    .meta({ description: "When the answer was made", examples: ["2025-01-24T10:30:00.000Z"] }),
  version: z.literal(version).meta({ description: "Version of the API", examples: [version] }),
  requestId: z.string().meta({
    description: "Names this request in logs, history and events; also the `X-Request-ID` header",
    examples: ["req_018f6f0e7c1b7d3a9b0c1d2e3f405166"],
  }),
};
const Meta = z.strictObject(metaShape).meta({ id: "Meta", description: "About the answer" });

const Pagination = z
  .strictObject({
    page: z.int().meta({ description: "Page number, from 1", examples: [1] }),
    limit: z.int().meta({ description: "Records per page", examples: [50] }),
    total: z
      .int()
      .nullable()
      .meta({ description: "How many match, counted to 10,000; null when not asked for", examples: [1234] }),
    totalPages: z
      .int()
      .nullable()
      .meta({ description: "Pages that `total` fills; null without a total", examples: [25] }),
    hasNext: z.boolean().meta({ description: "Whether there is another page", examples: [true] }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: "Send it as `cursor` for the next page", examples: ["WyJhYmMiXQ"] }),
    totalIsExact: z
      .boolean()
      .meta({ description: "False when there are more than `total`", examples: [true] }),
  })
  .meta({ id: "Pagination", description: "Where the page stands in the list" });

const PageMeta = z
  .strictObject({ ...metaShape, pagination: Pagination })
  .meta({ id: "PageMeta", description: "About the answer and its page" });

const noErrors = z.array(z.unknown()).max(0).meta({ description: "Empty on success" });

const ErrorAnswer = z
  .strictObject({
    success: z.literal(false).meta({ description: "False: nothing was done" }),
    data: z.null().meta({ description: "Nothing" }),
    meta: Meta,
    errors: z
      .array(
        z.strictObject({
          code: z.string().meta({ description: "Stable code to branch on", examples: ["VALIDATION_ERROR"] }),
          message: z
            .string()
            .meta({ description: "A sentence for people", examples: ["email must be an e-mail address"] }),
          field: z
            .string()
            .optional()
            .meta({ description: "Dotted path of what is wrong in the request", examples: ["email"] }),
        }),
      )
      .min(1)
      .meta({ description: "Everything that is wrong, one entry per field" }),
    error: z
      .strictObject({
        code: z
          .string()
          .meta({ description: "Code of the error as a whole", examples: ["VALIDATION_ERROR"] }),
        message: z
          .string()
          .meta({ description: "A sentence for people", examples: ["email must be an e-mail address"] }),
        details: z.record(z.string(), z.unknown()).meta({
          description: "Facts to act on: missing permissions, limits, candidates",
          examples: [{}],
        }),
      })
      .meta({ description: "The same error in one object" }),
  })
  .meta({ id: "Error", description: "What went wrong" });

const metaOf = ({ timestamp, requestId }: AnswerMeta) => ({ timestamp, version, requestId });
const success = z.literal(true).meta({ description: "True: it was done" });

export const platform: Dialect = {
  name: "platform",
  title: "Meridian API",
  prefix: "/v1",
  routeOf: ({ route }) => route,
  unwrap: (body) => body,
  parameterNames: {},
  success: (data, meta) => ({ success: true, data: data ?? null, meta: metaOf(meta), errors: [] }),
  list: ({ items, page, limit, total, totalIsExact, hasNext, nextCursor }, meta) => ({
    success: true,
    data: items,
    meta: {
      ...metaOf(meta),
      pagination: {
        page,
        limit,
        total,
        totalPages: total === null ? null : Math.ceil(total / limit),
        hasNext,
        nextCursor,
        totalIsExact,
      },
    },
    errors: [],
  }),
  error: ({ code, message, fields, details }, meta) => ({
    success: false,
    data: null,
    meta: metaOf(meta),
    errors:
      fields.length > 0
        ? fields.map((fault) => ({ code: fault.code, message: fault.message, field: fault.field }))
        : [{ code, message }],
    error: { code, message, details },
  }),
  answers: {
    success: (data) => z.strictObject({ success, data, meta: Meta, errors: noErrors }),
    list: (item) =>
      z.strictObject({
        success,
        data: z.array(item).meta({ description: "The records of this page" }),
        meta: PageMeta,
        errors: noErrors,
      }),
    error: ErrorAnswer,
  },
};
