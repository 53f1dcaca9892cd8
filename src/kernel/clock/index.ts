// The one clock: everything that asks for the time asks here, so a test can set it.

let fixed: number | undefined;

export const clock = {
  /** Milliseconds since the epoch. */
  nowMs: (): number => fixed ?? Date.now(),
  now: (): Date => new Date(clock.nowMs()),
  /** RFC 3339 UTC with milliseconds and `Z`. */
  nowIso: (): string => clock.now().toISOString(),
  /** Tests only: stop the clock at an instant, or let it run again with undefined. */
  set: (instant: Date | string | undefined): void => {
    fixed = instant === undefined ? undefined : new Date(instant).getTime();
  },
};
