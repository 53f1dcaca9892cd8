// What the main thread of a page did: its longest task by the clock and by CPU time (a busy machine lengthens only the
// first), and which scripts the longest frames were spent in.
import type { CDPSession, Page } from "@playwright/test";

export type Frame = { ms: number; atMs: number; scripts: string[] };
export type MainThreadWork = { longestTaskMs: number; longestTaskCpuMs: number; frames: Frame[] };

type TraceEvent = { name: string; ph: string; pid: number; tid: number; dur?: number; tdur?: number };
type Script = { sourceURL: string; sourceFunctionName: string; invoker: string; duration: number };
type LongFrame = { duration: number; startTime: number; scripts: Script[] };
type Seen = { longest: number; frames: Frame[] };

/** To be run in the page before its own scripts. */
function observe(): void {
  const seen: Seen = { longest: 0, frames: [] };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
  }).observe({ type: "longtask", buffered: false });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as LongFrame[]) {
      const scripts = entry.scripts.map(
        ({ sourceURL, sourceFunctionName, invoker, duration }) =>
          `${Math.round(duration)} ms ${sourceFunctionName || "?"} (${invoker}) ${sourceURL.split("/").at(-1)}`,
      );
      seen.frames.push({ ms: Math.round(entry.duration), atMs: Math.round(entry.startTime), scripts });
    }
  }).observe({ type: "long-animation-frame", buffered: false });
}

export class MainThread {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  static async of(page: Page): Promise<MainThread> {
    await page.addInitScript(observe);
    return new MainThread(page, await page.context().newCDPSession(page));
  }

  async begin(): Promise<void> {
    await this.page.evaluate("Object.assign(window.seen, { longest: 0, frames: [] })");
    await this.session.send("Tracing.start", {
      transferMode: "ReportEvents",
      traceConfig: { includedCategories: ["disabled-by-default-devtools.timeline", "toplevel"] },
    });
  }

  async end(): Promise<MainThreadWork> {
    const events: TraceEvent[] = [];
    const gather = ({ value }: { value: unknown[] }) => void events.push(...(value as TraceEvent[]));
    this.session.on("Tracing.dataCollected", gather);
    const complete = new Promise<void>((resolve) => {
      this.session.once("Tracing.tracingComplete", () => resolve());
    });
    await this.session.send("Tracing.end");
    await complete;
    this.session.off("Tracing.dataCollected", gather);
    const tasks = events.filter(({ name, ph }) => name === "RunTask" && ph === "X");
    const seen = (await this.page.evaluate("window.seen")) as Seen;
    return {
      longestTaskMs: Math.round(seen.longest),
      // Of all the threads of all the renderers: there is one page, and its main thread is the busiest.
      longestTaskCpuMs: Math.round(tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000),
      frames: seen.frames.sort((a, b) => b.ms - a.ms).slice(0, 5),
    };
  }
}
