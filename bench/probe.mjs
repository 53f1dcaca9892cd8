// Loaded into a measured server before its own code: tells what its memory holds, and profiles it when asked.
import { Session } from "node:inspector/promises";
import { PerformanceObserver } from "node:perf_hooks";

const mb = (bytes) => bytes / 1024 / 1024;
const majorKind = 4;
let liveHeapMb = 0;

// What is left after a full collection is what the process needs; all above it is garbage that nobody has cleared yet.
new PerformanceObserver((list) => {
  const isMajor = list.getEntries().some(({ detail }) => detail.kind === majorKind);
  if (isMajor) liveHeapMb = Math.max(liveHeapMb, mb(process.memoryUsage().heapUsed));
}).observe({ entryTypes: ["gc"] });

const profiler = new Session();
profiler.connect();

const answers = {
  /** Collects now, and answers the largest live heap since the last time it was asked. */
  memory: async () => {
    globalThis.gc();
    const used = process.memoryUsage();
    const live = Math.max(liveHeapMb, mb(used.heapUsed));
    liveHeapMb = 0;
    return { liveHeapMb: live, heapMb: mb(used.heapUsed), buffersMb: mb(used.arrayBuffers) };
  },
  profileStart: async () => {
    await profiler.post("Profiler.enable");
    await profiler.post("Profiler.start");
  },
  profileStop: async () => (await profiler.post("Profiler.stop")).profile,
};

process.on("message", async ({ id, ask }) => process.send({ id, answer: await answers[ask]?.() }));
// Nobody waits for an end because of it.
process.channel?.unref();
