// The body of `POST …/search` as the contract has it: `{ query, filters, sort, pagination }`.
import { z } from "zod";
import { type RecordQuery, readQuery } from "@/kernel/query/query-schema";
import type { RecordType } from "./define";

/** Input schema of a search; what comes out is the query object of a list. */
export function recordSearch(type: RecordType): z.ZodType<RecordQuery, RecordSearchInput> {
  const sortKey = z.strictObject({
    field: z.string().meta({ description: "The field to sort by", examples: [type.defaultSort[0]?.field] }),
    order: z
      .enum(["asc", "desc"])
      .default("asc")
      .meta({ description: "Direction", examples: ["asc"] }),
  });
  const shape = z.strictObject({
    query: z
      .string()
      .max(2000)
      .optional()
      .meta({ description: "Words to find anywhere in the record", examples: ["john"] }),
    filters: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({
        description:
          "Typed filter: `{ field: value }`, `{ field: { operator: value } }`, `and`, `or`, one relation step; `createdAfter`, `createdBefore`",
        examples: [{ createdAfter: "2025-01-01T00:00:00Z" }],
      }),
    sort: z
      .union([sortKey, z.array(sortKey).max(5)])
      .optional()
      .meta({
        description: "Field and direction, or a list of them",
        examples: [{ field: type.defaultSort[0]?.field, order: "asc" }],
      }),
    pagination: z
      .strictObject({
        page: z
          .int()
          .min(1)
          .max(1_000_000)
          .optional()
          .meta({ description: "Page number, from 1", examples: [1] }),
        limit: z
          .int()
          .min(1)
          .max(100)
          .optional()
          .meta({ description: "Records per page", examples: [50] }),
        cursor: z.string().optional().meta({ description: "`nextCursor` of the page before" }),
      })
      .optional()
      .meta({ description: "Which page" }),
    count: z.enum(["bounded", "exact", "none"]).optional().meta({
      description: "`bounded` counts to 10,001, a search to 1,001; `exact` counts all; `none` does not count",
    }),
  });
  const known = ["query", "filters", "sort", "pagination", "count"];
  return shape.transform((body, ctx) => {
    const faults: { field: string; code: string; message: string }[] = [];
    const query = readQuery(
      type,
      {
        search: body.query,
        filter: body.filters,
        sort: body.sort === undefined ? undefined : [body.sort].flat(),
        count: body.count,
        ...body.pagination,
      },
      known,
      faults,
    );
    for (const fault of faults) {
      const field = fault.field.replace(/^filter\b/, "filters");
      ctx.addIssue({
        code: "custom",
        message: fault.message.replace(/^filter\b/, "filters"),
        path: field.split("."),
        params: { code: fault.code },
      });
    }
    return faults.length > 0 ? z.NEVER : query;
  }) as unknown as z.ZodType<RecordQuery, RecordSearchInput>;
}

export type RecordSearchInput = {
  query?: string;
  filters?: Record<string, unknown>;
  sort?: { field: string; order?: "asc" | "desc" } | { field: string; order?: "asc" | "desc" }[];
  pagination?: { page?: number; limit?: number; cursor?: string };
  count?: "bounded" | "exact" | "none";
};
