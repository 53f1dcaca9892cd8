// What holds for a calendar event however it is written: it ends after it begins, whole days are whole, and everyone
// invited is there.
import { invalidField } from "@/kernel/errors";
import type { RecordRules, Wire } from "@/kernel/records";
import { checkPeople } from "./people";

const dayMs = 86_400_000;

/** From midnight to midnight UTC: the last day is the one of the end, unless that is a midnight itself. */
function wholeDays(start: number, end: number): { startTime: string; endTime: string } {
  const from = Math.floor(start / dayMs) * dayMs;
  const to = Math.max(from + dayMs, Math.ceil(end / dayMs) * dayMs);
  return { startTime: new Date(from).toISOString(), endTime: new Date(to).toISOString() };
}

export const eventRules: RecordRules = {
  async complete(ctx, { before, next, sent }): Promise<Wire> {
    const [start, end] = [Date.parse(String(next.startTime)), Date.parse(String(next.endTime))];
    if (end < start) throw invalidField("endTime", "endTime must not be before startTime");
    if (end - start > 366 * dayMs) throw invalidField("endTime", "An event lasts at most a year");
    if (sent.attendees !== undefined) {
      await checkPeople(ctx, "attendees", next.attendees as string[], (before?.attendees as string[]) ?? []);
    }
    return next.isAllDay ? wholeDays(start, end) : {};
  },
};
