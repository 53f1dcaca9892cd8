// The one clock: everything that asks for the time asks here, so a test can set it.

let fixed: number | undefined;
let [dayNumber, dayText] = [Number.NaN, ""];

export const clock = {
  /** Milliseconds since the epoch. */
  nowMs: (): number => fixed ?? Date.now(),
  now: (): Date => new Date(clock.nowMs()),
  /** RFC 3339 UTC with milliseconds and `Z`. */
  nowIso: (): string => clock.now().toISOString(),
  /** The date in UTC, `2025-01-24`: written out once a day, since lists ask for it with every record. */
  today: (): string => {
    const number = Math.floor(clock.nowMs() / 86_400_000);
    if (number !== dayNumber) [dayNumber, dayText] = [number, clock.nowIso().slice(0, 10)];
    return dayText;
  },
  /** Tests only: stop the clock at an instant, or let it run again with undefined. */
  set: (instant: Date | string | undefined): void => {
    fixed = instant === undefined ? undefined : new Date(instant).getTime();
  },
};
