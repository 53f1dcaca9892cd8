// What a page does with a question that came to nothing: what was refused stays refused, what could not be reached may
// be there in a moment, and the limit of requests says itself when it is over.

/** The limit of a minute is over within one. Longer nobody is left waiting: the page offers to try again. */
const mostSeconds = 60;

interface Refusal {
  httpStatus?: unknown;
  details?: unknown;
}

/** How long the limit of requests asks to wait, where that is worth waiting for. */
export function waitMs(refusal: Refusal | null | undefined): number | undefined {
  if (refusal?.httpStatus !== 429) return undefined;
  const { details } = refusal;
  const seconds =
    typeof details === "object" && details !== null && "retry_after" in details
      ? details.retry_after
      : undefined;
  return typeof seconds === "number" && seconds <= mostSeconds ? Math.max(seconds, 1) * 1_000 : undefined;
}

const isRefused = ({ httpStatus }: Refusal): boolean =>
  typeof httpStatus === "number" && httpStatus >= 400 && httpStatus < 500;

/** Whether it is asked once more after so many failures. */
export const isWorthAnother = (failures: number, refusal: Refusal | null | undefined): boolean =>
  waitMs(refusal) !== undefined ? failures < 4 : failures < 2 && !(refusal && isRefused(refusal));

/** When; those that wait for the same limit do not all come back in the same moment. */
export const delayMs = (
  failures: number,
  refusal: Refusal | null | undefined,
  random = Math.random(),
): number => {
  const wait = waitMs(refusal);
  return wait === undefined ? Math.min(1_000 * 2 ** failures, 30_000) : wait + random * 500;
};
