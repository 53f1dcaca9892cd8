// The event of a colleague named in a note.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";

export const noteMentioned = defineEvent(
  "note.mentioned",
  "Someone was named in a note",
  z.strictObject({
    note: z.record(z.string(), z.unknown()).meta({ description: "The note" }),
    mentioned: z.array(z.string()).meta({ description: "Who was newly named" }),
  }),
);
