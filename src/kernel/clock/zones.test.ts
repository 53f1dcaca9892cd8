// Wall times of a zone and moments are each other's inverse, also where clocks are put forward or back.
import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, wallOf } from "./zones";

const zones = [
  ...["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"],
  ...["America/St_Johns", "Africa/Casablanca", "America/Havana", "UTC"],
];
const minute = 60_000;

test("what the clock on the wall shows is the first instant at which it shows it", () => {
  const minutes = fc.integer({ min: Date.UTC(1970, 0) / minute, max: Date.UTC(2060, 0) / minute });
  fc.assert(
    fc.property(minutes, fc.constantFrom(...zones), (at, zone) => {
      const wall = wallOf(at * minute, zone);
      const found = instantOf(wall, zone);
      expect(wallOf(found, zone)).toBe(wall);
      expect(found).toBeLessThanOrEqual(at * minute);
      for (const earlier of [30, 60]) expect(wallOf(found - earlier * minute, zone)).not.toBe(wall);
    }),
    { numRuns: 2000 },
  );
});

test("a time that is skipped lies behind the change, a time that comes twice is the first, east and west of Greenwich", () => {
  const said: [zone: string, wall: string, instant: string][] = [
    ["Europe/Berlin", "2025-03-30T02:30", "2025-03-30T01:30"],
    ["America/New_York", "2025-03-09T02:30", "2025-03-09T07:30"],
    ["Australia/Lord_Howe", "2025-10-05T02:15", "2025-10-04T15:45"],
    ["Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00"],
    ["Europe/Berlin", "2025-10-26T02:30", "2025-10-26T00:30"],
    ["America/New_York", "2025-11-02T01:30", "2025-11-02T05:30"],
  ];
  for (const [zone, wall, instant] of said)
    expect([zone, wall, new Date(instantOf(Date.parse(`${wall}Z`), zone)).toISOString()]).toEqual([
      ...[zone, wall, `${instant}:00.000Z`],
    ]);
});
