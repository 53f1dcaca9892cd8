// Work that no answer waits for: mails, notes of use. A failure is logged; whoever ends the process, or tests, can wait
// for what is under way.
import { log } from "@/platform/log";

const holder = globalThis as typeof globalThis & { meridianBackground?: Set<Promise<void>> };
holder.meridianBackground ??= new Set();
const underWay = holder.meridianBackground;

/** Starts `work` without waiting for it. */
export function inBackground(name: string, work: () => Promise<unknown>): void {
  const done: Promise<void> = work()
    .then(
      () => undefined,
      (error: unknown) => log.error({ err: error, work: name }, "background work failed"),
    )
    .finally(() => underWay.delete(done));
  underWay.add(done);
}

/** Resolves when everything started so far has ended, and what that started in turn. */
export async function backgroundSettled(): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}
