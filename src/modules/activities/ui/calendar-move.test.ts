import { expect, test } from "vitest";
import { describeWhen, steppedBy, type When, whenDropped } from "./calendar-move";

const timed = (start: string, end: string): When => ({ start, end, isAllDay: false });
const inWeek = { view: "week", zone: "Europe/Berlin" } as const;

test("arrows move on the wall's clock: a day later is the same hour after the clocks have changed", () => {
  const before = timed("2026-03-28T09:00:00.000Z", "2026-03-28T10:00:00.000Z");
  expect(steppedBy("ArrowRight", false, before, inWeek)).toEqual(
    timed("2026-03-29T08:00:00.000Z", "2026-03-29T09:00:00.000Z"),
  );
  expect(steppedBy("ArrowDown", false, before, inWeek).start).toBe("2026-03-28T09:15:00.000Z");
  // In a month the line below is the next week.
  expect(steppedBy("ArrowDown", false, before, { ...inWeek, view: "month" }).start).toBe(
    "2026-04-04T08:00:00.000Z",
  );
});

test("the end moves alone and stays after the start", () => {
  const short = timed("2026-03-03T09:00:00.000Z", "2026-03-03T09:15:00.000Z");
  expect(steppedBy("ArrowDown", true, short, inWeek).end).toBe("2026-03-03T09:30:00.000Z");
  expect(steppedBy("ArrowUp", true, short, inWeek)).toEqual(short);
  const day: When = { start: "2026-03-03T00:00:00.000Z", end: "2026-03-04T00:00:00.000Z", isAllDay: true };
  expect(steppedBy("ArrowRight", true, day, inWeek).end).toBe("2026-03-05T00:00:00.000Z");
  expect(steppedBy("ArrowLeft", true, day, inWeek)).toEqual(day);
  expect(steppedBy("ArrowDown", false, day, inWeek)).toEqual(day);
});

test("from an hour to whole days and back", () => {
  const meeting = timed("2026-03-03T09:00:00.000Z", "2026-03-03T09:30:00.000Z");
  const day = whenDropped("2026-03-05", "", true, meeting);
  expect(day).toEqual({
    start: "2026-03-05T00:00:00.000Z",
    end: "2026-03-06T00:00:00.000Z",
    isAllDay: true,
  });
  expect(whenDropped("2026-03-05T14:00:00+01:00", "", false, day)).toEqual(
    timed("2026-03-05T13:00:00.000Z", "2026-03-05T14:00:00.000Z"),
  );
  expect(whenDropped("2026-03-05T14:00:00+01:00", "", false, meeting).end).toBe("2026-03-05T13:30:00.000Z");
});

test("a time is said in the zone's words", () => {
  const when = timed("2026-03-03T22:30:00.000Z", "2026-03-03T23:30:00.000Z");
  expect(describeWhen(when, "Asia/Tokyo", "en-GB", false)).toBe("Wednesday 4 March, 07:30 to 08:30");
  expect(describeWhen({ ...when, isAllDay: true, end: "2026-03-06T00:00:00Z" }, "UTC", "en-GB", false)).toBe(
    "Tuesday 3 March to Thursday 5 March",
  );
});
