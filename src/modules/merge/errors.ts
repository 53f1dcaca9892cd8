// What a client must tell apart when records are merged.
import { defineErrors } from "@/kernel/errors";

export const mergeError = defineErrors({
  MERGE_INTO_SELF: [409, "A record cannot be merged into itself"],
  MERGE_UNDONE: [409, "This merge was taken back already"],
  WINNER_GONE: [409, "The record they were merged into was deleted or merged itself: bring it back first"],
});
