// The operations on presence: a table of contents.
import { operation, router, write } from "@/kernel/operation";
import { Announcement, Leaving, Present } from "./schema";
import { announcePresence, leavePresence } from "./service";

export const presenceRouter = router({
  announce: operation({
    title: "Say what a tab shows, and see who else is there",
    description:
      "Said again every few seconds for as long as the record is shown; needs the right to read the record.",
    permission: null,
  })
    .input(Announcement)
    .output(Present)
    .mutation(write(announcePresence)),
  leave: operation({ title: "Say that a tab shows no record any more", permission: null })
    .input(Leaving)
    .output(Leaving)
    .mutation(write(leavePresence)),
});
