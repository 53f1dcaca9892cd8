// What happens to accounts.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";
import { defineRecordEvents } from "@/kernel/records";
import { accountRecord } from "./schema";

export const accountEvents = defineRecordEvents(accountRecord);

const link = z.strictObject({
  relationship: z.record(z.string(), z.unknown()).meta({ description: "The relationship" }),
});
export const accountLinked = defineEvent("account.linked", "Two accounts were related", link);
export const accountUnlinked = defineEvent(
  "account.unlinked",
  "A relationship between accounts was removed",
  link,
);
