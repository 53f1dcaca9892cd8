// The operations on history: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { pageOf } from "@/kernel/records";
import { listOutcomes } from "./outcomes";
import { revertChange } from "./revert";
import { ChangeId, ChangeSet, NamedEntry, OutcomesQuery, pageLimit, Reverted, RevertOutcome } from "./schema";
import { getChange, listChanges } from "./service";

const HistoryQuery = z.strictObject({
  userId: z
    .string()
    .optional()
    .meta({
      description: "Only changes by this person",
      examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
    }),
  source: z
    .string()
    .max(50)
    .optional()
    .meta({
      description: "Only what came this way: rpc (the app), rest, import, job …",
      examples: ["import"],
    }),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: "Only from this moment on", examples: ["2025-01-24T10:30:00.000Z"] }),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: "Only before this moment", examples: ["2025-01-25T10:30:00.000Z"] }),
  limit: pageLimit,
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
          .array(NamedEntry)
          .meta({ description: "At most 200 of the records, the last written first" }),
      }),
    )
    .query(read(getChange)),
  revert: operation({
    title: "Undo a change",
    description:
      "Puts back what nobody has edited since; answers what was reversed, what was kept and what failed. More than 2,000 entries are taken back by a job.",
    permission: "changes:revert",
    rest: "POST /changes/{changeId}/revert",
    emits: "any",
    isAccepted: (answer) => (answer as Reverted).jobId !== null,
    errors: {
      ALREADY_REVERTED: "This change was undone already",
    },
  })
    .input(z.strictObject({ changeId: ChangeId }))
    .output(Reverted)
    .mutation(write(revertChange)),
  outcomes: operation({
    title: "List what an undo put back, kept or could not put back",
    permission: "changes:read",
    rest: "GET /changes/{changeId}/outcomes",
  })
    .input(OutcomesQuery)
    .output(pageOf(RevertOutcome))
    .query(read(listOutcomes)),
});
