// The operations on duplicates and merges: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { pageOf } from "@/kernel/records";
import { listMerges } from "./journal";
import { keepSeparate, listPairs, suspectAgain } from "./pairs";
import {
  Merged,
  MergeEntry,
  MergeId,
  MergeInput,
  MergePreview,
  OfType,
  SuspectedPair,
  Unmerged,
} from "./schema";
import { mergeRecords, previewMerge } from "./service";
import { unmergeRecords } from "./unmerge";
import "./redo";

const whole = (max: number, fallback: number) =>
  z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,4}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(1).max(max))
    .default(fallback);
const recordIds = z
  .array(z.string())
  .min(2)
  .max(50)
  .meta({ description: "The records", examples: [["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"]] });
const Apart = OfType.extend({
  recordIds,
  from: z
    .string()
    .optional()
    .meta({
      description: "One of the records: only its pairs with each of the others are meant",
      examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
    }),
});
const errors = {
  MERGE_INTO_SELF: "A record cannot be merged into itself",
  RECORD_MERGED: "One of the records was merged already; `error.details.mergedInto` names what it became",
};

/** The same operation under the path of each type that the contract names. */
const mergeOf = (recordType: string, plural: string) =>
  operation({
    title: `Merge ${plural}`,
    description:
      "The winner takes the best values and all links; the other ids answer with it from now on, and an un-merge brings everything back.",
    permission: `${plural}:merge`,
    rest: `POST /${plural}/merge`,
    status: 200,
    emits: "any",
    errors,
  })
    .input(MergeInput)
    .output(Merged)
    .mutation(write((ctx, input: MergeInput) => mergeRecords(ctx, { recordType, ...input })));

export const mergeRouter = router({
  contacts: mergeOf("contact", "contacts"),
  accounts: mergeOf("account", "accounts"),
  leads: mergeOf("lead", "leads"),
  deals: mergeOf("deal", "deals"),
  pairs: operation({
    title: "List suspected duplicates",
    description: "Pairs of records that may be the same, with the reasons; the most suspicious first.",
    permission: null,
    rest: "GET /records/{recordType}/duplicates",
    cost: 10,
  })
    .input(
      OfType.extend({
        page: whole(1000, 1).meta({ description: "Page number, from 1", examples: [1] }),
        limit: whole(100, 25).meta({ description: "Pairs per page", examples: [25] }),
      }),
    )
    .output(pageOf(SuspectedPair))
    .query(read(listPairs)),
  keepSeparate: operation({
    title: "Keep suspected duplicates separate",
    permission: null,
    rest: "POST /records/{recordType}/keep-separate",
    status: 200,
  })
    .input(Apart)
    .output(
      z.strictObject({
        pairs: z.int().meta({ description: "How many pairs are remembered", examples: [1] }),
      }),
    )
    .mutation(write(keepSeparate)),
  suspectAgain: operation({
    title: "Suspect records again that were kept separate",
    permission: null,
    rest: "POST /records/{recordType}/suspect-again",
    status: 200,
  })
    .input(Apart)
    .output(
      z.strictObject({
        pairs: z.int().meta({ description: "How many pairs were forgotten", examples: [1] }),
      }),
    )
    .mutation(write(suspectAgain)),
  preview: operation({
    title: "Preview a merge",
    description:
      "Every field with the values of all records and the one that would be taken, and the links that would move.",
    permission: null,
    rest: "POST /records/{recordType}/merge/preview",
    status: 200,
    errors,
  })
    .input(MergeInput.extend(OfType.shape))
    .output(MergePreview)
    .query(read(previewMerge)),
  records: operation({
    title: "Merge records",
    permission: null,
    rest: "POST /records/{recordType}/merge",
    status: 200,
    emits: "any",
    errors,
  })
    .input(MergeInput.extend(OfType.shape))
    .output(Merged)
    .mutation(write(mergeRecords)),
  list: operation({ title: "List merges", permission: null, rest: "GET /records/{recordType}/merges" })
    .input(
      OfType.extend({
        recordId: z
          .string()
          .optional()
          .meta({
            description: "Only merges into this record",
            examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
          }),
        limit: whole(100, 50).meta({ description: "At most this many", examples: [50] }),
      }),
    )
    .output(z.array(MergeEntry))
    .query(read(listMerges)),
  undo: operation({
    title: "Un-merge",
    description:
      "Brings back the merged records with their values and links. What was edited since is kept and listed.",
    permission: null,
    rest: "POST /merges/{mergeId}/undo",
    status: 200,
    emits: "any",
    errors: {
      MERGE_UNDONE: "This merge was taken back already",
      WINNER_GONE: "The winner was deleted or merged itself: bring it back first",
    },
  })
    .input(z.strictObject({ mergeId: MergeId }))
    .output(Unmerged)
    .mutation(write(unmergeRecords)),
});
