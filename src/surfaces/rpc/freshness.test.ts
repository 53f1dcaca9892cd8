import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import {
  answeredAt,
  duringChange,
  freshen,
  isChangeUnderway,
  noteOwnChange,
  watchFreshness,
} from "./freshness";

const at = "2026-01-24T10:30:00.000Z";

test("what was asked for after one's own change is not asked for again; before it, or after another's, it is", async () => {
  const client = new QueryClient();
  watchFreshness(client);
  let asked = 0;
  const observer = new QueryObserver(client, {
    queryKey: ["deals", "board"],
    queryFn: async () => {
      asked += 1;
      return asked;
    },
  });
  const stop = observer.subscribe(() => undefined);
  await expect.poll(() => asked).toBe(1);
  await expect.poll(() => observer.getCurrentResult().isFetching).toBe(false);

  noteOwnChange("change_1", at);
  await freshen(client, ["deals"], answeredAt({ changeId: "change_1", at }));
  expect(asked).toBe(2);
  await freshen(client, ["deals"], answeredAt({ changeId: "change_1", at }));
  expect(asked).toBe(2);
  // What a job does later under the same id is news.
  await freshen(client, ["deals"], answeredAt({ changeId: "change_1", at: "2026-01-24T10:30:01.000Z" }));
  expect(asked).toBe(3);
  await freshen(client, ["deals"], answeredAt({ changeId: "change_2", at }));
  await freshen(client, ["deals"], answeredAt({ changeId: null, at }));
  expect(asked).toBe(5);
  stop();
  client.clear();
});

test("an event that comes before the answer to the change waits for it, but not for long", async () => {
  vi.useFakeTimers();
  try {
    let answer: (value: string) => void = () => undefined;
    const sent = duringChange(
      () =>
        new Promise<string>((done) => {
          answer = done;
        }),
    );
    expect(isChangeUnderway()).toBe(true);
    vi.advanceTimersByTime(1_900);
    expect(isChangeUnderway()).toBe(true);
    vi.advanceTimersByTime(200);
    expect(isChangeUnderway()).toBe(false);
    answer("late");
    expect(await sent).toBe("late");
    await expect(duringChange(() => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
    expect(isChangeUnderway()).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
