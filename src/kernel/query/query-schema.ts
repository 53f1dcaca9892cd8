// The query object of a list as every surface takes it: search, filter, sort and paging, checked as a whole with all
// faults named at once.
import { z } from "zod";
import type { FieldError } from "@/kernel/errors";
import type { CustomField } from "@/kernel/fields/custom";
import type { RecordType } from "@/kernel/records/define";
import { type Condition, filterNames, isCustomName, parseFilter, stepOf, unknownName } from "./parse";

export const defaultLimit = 50;
export const maxLimit = 100;
/** Counting stops here: an exact count is most of the cost of a list. */
export const countBound = 10_001;
/** A search stops earlier: a common word matches everywhere, and nobody reads on after a thousand. */
export const searchCountBound = 1_001;
const maxOffset = 100_000;

/** `custom` is filled in by `resolveQuery` for a field named `customFields.…`. */
export type SortKey = { field: string; order: "asc" | "desc"; custom?: CustomField };

/** A checked query. */
export type RecordQuery = {
  search: string;
  condition: Condition;
  sort: SortKey[];
  page: number;
  limit: number;
  cursor: string | null;
  count: "bounded" | "exact" | "none";
};

const pagingKeys = ["page", "limit", "cursor", "sort", "order", "search", "filter", "count"];

/** A number as JSON or query strings write it. */
function whole(
  raw: unknown,
  name: string,
  min: number,
  max: number,
  fallback: number,
  faults: FieldError[],
): number {
  if (raw === undefined) return fallback;
  const value = typeof raw === "string" && /^-?\d{1,9}$/.test(raw) ? Number(raw) : raw;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  faults.push({
    field: name,
    code: "VALIDATION_ERROR",
    message: `${name} must be a whole number from ${min} to ${max}`,
  });
  return fallback;
}

/** `lastName`, `-createdAt`, `lastName,-createdAt`, `[{ field, order }]` or `{ field, order }`. */
function sortKeys(type: RecordType, raw: unknown, order: unknown, faults: FieldError[]): SortKey[] {
  if (order !== undefined && order !== "asc" && order !== "desc") {
    faults.push({ field: "order", code: "VALIDATION_ERROR", message: "order must be asc or desc" });
  }
  const fallback = order === "desc" ? "desc" : "asc";
  if (raw === undefined || raw === "")
    return type.defaultSort.map((key) => (order === undefined ? key : { ...key, order: fallback }));
  const asked: unknown[] = typeof raw === "string" ? raw.split(",") : Array.isArray(raw) ? raw : [raw];
  const keys: SortKey[] = [];
  for (const one of asked.slice(0, 5)) {
    const key =
      typeof one === "string"
        ? { field: one.trim().replace(/^[-+]/, ""), order: one.trim().startsWith("-") ? "desc" : fallback }
        : (one as { field?: unknown; order?: unknown; direction?: unknown } | null);
    const name = String(key?.field ?? "");
    const sortable = Object.entries(type.fields)
      .filter(([, f]) => f.isSortable)
      .map(([k]) => k);
    if (!sortable.includes(name) && !isCustomName(name)) {
      const fault = unknownName("sort", name, sortable);
      faults.push({ ...fault, message: fault.message.replace("Unknown field", "Cannot sort by") });
      continue;
    }
    keys.push({ field: name, order: key?.order === "desc" ? "desc" : "asc" });
  }
  return keys;
}

/** Turns what was sent into a checked query; what is wrong goes to `faults`. */
export function readQuery(
  type: RecordType,
  raw: Record<string, unknown>,
  extraKeys: string[],
  faults: FieldError[],
): RecordQuery {
  const direct: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    if (value === undefined || pagingKeys.includes(key) || extraKeys.includes(key)) continue;
    direct[key] = value;
  }
  const known = [...pagingKeys, ...extraKeys, ...filterNames(type)];
  const directNames = Object.keys(direct);
  const condition: Condition = { kind: "and", of: [] };
  const unknown = directNames.filter(
    (name) =>
      name !== "customFields" && !isCustomName(name) && !filterNames(type).includes(stepOf(type, name)),
  );
  for (const name of unknown) {
    const fault = unknownName(name, name, known);
    faults.push({ ...fault, message: fault.message.replace("Unknown field", "Unknown parameter") });
    delete direct[name];
  }
  if (Object.keys(direct).length > 0) condition.of.push(parseFilter(type, direct, "", faults));
  const filter = filterObject(raw.filter, faults);
  if (filter !== undefined) condition.of.push(parseFilter(type, filter, "filter", faults));
  const limit = whole(raw.limit, "limit", 1, maxLimit, defaultLimit, faults);
  const page = whole(raw.page, "page", 1, 1_000_000, 1, faults);
  if ((page - 1) * limit > maxOffset) {
    faults.push({
      field: "page",
      code: "VALIDATION_ERROR",
      message: `page goes to record ${maxOffset}; use cursor beyond`,
    });
  }
  return {
    search: text(raw.search, "search", faults),
    condition,
    sort: sortKeys(type, raw.sort, raw.order, faults),
    page,
    limit,
    cursor: text(raw.cursor, "cursor", faults) || null,
    count: raw.count === "exact" || raw.count === "none" ? raw.count : "bounded",
  };
}

function text(raw: unknown, name: string, faults: FieldError[]): string {
  if (raw === undefined) return "";
  if (typeof raw === "string" && raw.length <= 2000 && !raw.includes("\u0000")) return raw;
  faults.push({
    field: name,
    code: "VALIDATION_ERROR",
    message: `${name} must be text of at most 2000 characters`,
  });
  return "";
}

/** On a query string the filter is JSON text. */
function filterObject(raw: unknown, faults: FieldError[]): unknown {
  if (raw === undefined || raw === "") return undefined;
  if (typeof raw !== "string") return raw;
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    faults.push({ field: "filter", code: "VALIDATION_ERROR", message: "filter must be JSON" });
    return undefined;
  }
}

/** How a list's query looks in documents; the checking is `readQuery`'s. */
function queryJsonSchema(type: RecordType, extra: Record<string, unknown>) {
  const properties: Record<string, unknown> = {
    page: { type: "integer", minimum: 1, default: 1, description: "Page number, from 1", examples: [1] },
    limit: {
      type: "integer",
      minimum: 1,
      maximum: maxLimit,
      default: defaultLimit,
      description: "Records per page",
      examples: [50],
    },
    cursor: {
      type: "string",
      description:
        "`meta.pagination.nextCursor` of the page before: fast at any depth and stable under inserts",
    },
    sort: {
      type: "string",
      description: "Field to sort by; several by comma, `-` for descending",
      examples: [type.defaultSort[0]?.field],
    },
    order: { type: "string", enum: ["asc", "desc"], description: "Direction of the sort", examples: ["asc"] },
    search: {
      type: "string",
      description: "Words, parts of words or a phone number to find anywhere in the record",
      examples: ["john"],
    },
    count: {
      type: "string",
      enum: ["bounded", "exact", "none"],
      default: "bounded",
      description: "`bounded` counts to 10,001, a search to 1,001; `exact` counts all; `none` does not count",
    },
    filter: {
      description:
        'Typed filter as JSON: `{ "field": { "contains": "…" }, "or": [ … ], "relation": { … } }`; as parameters `field[contains]`, `relation.field[contains]`, `address.city`',
      examples: ['{"createdAt":{"gte":"2025-01-01T00:00:00Z"}}'],
    },
    ...extra,
  };
  for (const [key, f] of Object.entries(type.fields)) {
    if (f.isFilterable)
      properties[key] = {
        description: `${f.description}. Equals, or \`${key}[operator]\``,
        examples: [f.example],
      };
  }
  for (const key of ["createdAfter", "createdBefore", "updatedAfter", "updatedBefore"]) {
    properties[key] = {
      type: "string",
      format: "date-time",
      description: `Only records ${key.replace(/([AB])/, " $1").toLowerCase()} this time`,
      examples: ["2025-01-01T00:00:00Z"],
    };
  }
  return { type: "object", properties, additionalProperties: false, "x-filters-of": type.name };
}

/**
 * The input schema of a list operation. `extra` are further parameters (path ids, flags) with their own schemas; they
 * come out beside the query.
 */
export function recordQuery<E extends Record<string, z.ZodType> = Record<never, never>>(
  type: RecordType,
  extra?: E,
) {
  const extras = z.object(extra ?? ({} as E));
  const extraKeys = Object.keys(extra ?? {});
  const extraJson = extra
    ? ((z.toJSONSchema(extras, { io: "input", unrepresentable: "any" }).properties ?? {}) as Record<
        string,
        unknown
      >)
    : {};
  return z
    .record(z.string(), z.unknown())
    .optional()
    .transform((raw = {}, ctx) => {
      const faults: FieldError[] = [];
      const query = readQuery(type, raw, extraKeys, faults);
      const own = extras.safeParse(raw);
      for (const fault of faults) {
        if (fault.code === "UNKNOWN_FIELD") unknownIssue(ctx, fault);
        else ctx.addIssue({ code: "custom", message: fault.message, path: fault.field.split(".") });
      }
      if (!own.success) for (const issue of own.error.issues) ctx.addIssue({ ...issue } as never);
      if (faults.length > 0 || !own.success) return z.NEVER;
      return { ...query, ...(own.data as z.output<z.ZodObject<E>>) };
    })
    .meta({ override: queryJsonSchema(type, extraJson) }) as unknown as z.ZodType<
    RecordQuery & z.output<z.ZodObject<E>>,
    RecordQueryInput & z.input<z.ZodObject<E>>
  >;
}

/** What a client may send; fields of the record are filters too. */
export type RecordQueryInput = {
  page?: number;
  limit?: number;
  cursor?: string;
  sort?: string | SortKey[];
  order?: "asc" | "desc";
  search?: string;
  count?: "bounded" | "exact" | "none";
  filter?: unknown;
} & Record<string, unknown>;

function unknownIssue(ctx: z.core.$RefinementCtx<unknown>, fault: FieldError): void {
  ctx.addIssue({
    code: "custom",
    message: fault.message,
    path: fault.field.split("."),
    params: { code: fault.code },
  });
}
