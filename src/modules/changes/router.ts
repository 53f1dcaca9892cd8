// The operations on history: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { pageOf } from "@/kernel/records";
import { revertChange } from "./revert";
import { ChangeEntry, ChangeId, ChangeSet, Reverted } from "./schema";
import { getChange, listChanges } from "./service";

const HistoryQuery = z.strictObject({
  userId: z
    .string()
    .optional()
    .meta({
      description: "Only changes by this person",
      examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
    }),
  limit: z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,3}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(1).max(100))
    .default(50)
    .meta({ description: "At most this many", examples: [50] }),
  cursor: z.string().optional().meta({ description: "`nextCursor` of the page before" }),
});

export const changesRouter = router({
  list: operation({
    title: "List changes",
    description: "The newest first; your own unless you may see all.",
    permission: "changes:read",
    rest: "GET /changes",
  })
    .input(HistoryQuery)
    .output(pageOf(ChangeSet))
    .query(read(listChanges)),
  get: operation({
    title: "Get a change and the records it touched",
    permission: "changes:read",
    rest: "GET /changes/{changeId}",
  })
    .input(z.strictObject({ changeId: ChangeId }))
    .output(
      ChangeSet.extend({
        entries: z
          .array(ChangeEntry)
          .meta({ description: "At most 200 of the records, the last written first" }),
      }),
    )
    .query(read(getChange)),
  revert: operation({
    title: "Undo a change",
    description:
      "Puts back what nobody has edited since; answers what was reversed, what was kept and what failed.",
    permission: "changes:revert",
    rest: "POST /changes/{changeId}/revert",
    emits: "any",
    errors: {
      ALREADY_REVERTED: "This change was undone already",
    },
  })
    .input(z.strictObject({ changeId: ChangeId }))
    .output(Reverted)
    .mutation(write(revertChange)),
});
