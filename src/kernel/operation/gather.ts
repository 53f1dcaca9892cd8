// Questions about single things that are asked in the same moment become one question about all of them: rules are
// written for one record and stay so when a thousand are changed at once.
import type { Ctx } from "./context";

/** Asks `load` once for all keys asked for before the next turn of the event loop; a key without an answer is undefined. */
export function gathered<V>(
  load: (ctx: Ctx, keys: string[]) => Promise<Map<string, V>>,
): (ctx: Ctx, key: string) => Promise<V | undefined> {
  const waiting = new WeakMap<Ctx, { keys: Set<string>; answers: Promise<Map<string, V>> }>();
  return async (ctx, key) => {
    let round = waiting.get(ctx);
    if (!round) {
      const keys = new Set<string>();
      const answers = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        waiting.delete(ctx);
        return load(ctx, [...keys]);
      });
      round = { keys, answers };
      waiting.set(ctx, round);
    }
    round.keys.add(key);
    return (await round.answers).get(key);
  };
}
