// Global search: one operation.
import { z } from "zod";
import { operation, read, router } from "@/kernel/operation";
import { SearchHit, searchRecords } from "./service";

const SearchInput = z.strictObject({
  query: z
    .string()
    .max(200)
    .meta({ description: "Words, parts of words, a phone number or an e-mail domain", examples: ["acme"] }),
  limit: z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,3}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(1).max(50))
    .default(10)
    .meta({ description: "At most this many hits", examples: [10] }),
  types: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(","))])
    .optional()
    .meta({ description: "Only these record types, by comma", examples: ["contact,account"] }),
});

export const searchRouter = router({
  records: operation({ title: "Search all records", permission: null, rest: "GET /search" })
    .input(SearchInput)
    .output(z.array(SearchHit))
    .query(read(searchRecords)),
});
