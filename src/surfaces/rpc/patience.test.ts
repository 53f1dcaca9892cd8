import { expect, test } from "vitest";
import { delayMs, isWorthAnother, waitMs } from "./patience";

const limited = (seconds: number) => ({ httpStatus: 429, details: { retry_after: seconds } });

test("the limit of requests is waited out for as long as it says, up to a minute", () => {
  expect(waitMs(limited(12))).toBe(12_000);
  expect(delayMs(0, limited(12), 0)).toBe(12_000);
  expect(delayMs(3, limited(12), 1)).toBe(12_500);
  expect(isWorthAnother(3, limited(12))).toBe(true);
  // The limit of requests is that of a minute: no wait for it is given up.
  expect(waitMs(limited(60))).toBe(60_000);
  expect(isWorthAnother(4, limited(12))).toBe(false);
  expect(waitMs(limited(61))).toBeUndefined();
  expect(isWorthAnother(0, limited(61))).toBe(false);
  expect(isWorthAnother(0, { httpStatus: 429, details: null })).toBe(false);
});

test("another refusal is final, and what could not be reached is tried twice more", () => {
  for (const httpStatus of [400, 401, 403, 404, 422])
    expect(isWorthAnother(0, { httpStatus, details: { retry_after: 1 } })).toBe(false);
  expect(isWorthAnother(1, { httpStatus: 503 })).toBe(true);
  expect(isWorthAnother(2, { httpStatus: 503 })).toBe(false);
  expect(isWorthAnother(1, undefined)).toBe(true);
  expect([0, 1, 2].map((failures) => delayMs(failures, undefined))).toEqual([1_000, 2_000, 4_000]);
});
