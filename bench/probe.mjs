// Loaded into a measured server before its own code: tells what its memory holds, and profiles it when asked.
import { Session } from "node:inspector/promises";
import { GCProfiler } from "node:v8";

const mb = (bytes) => bytes / 1024 / 1024;
const lookEveryMs = 2000;

let [liveHeap, heap, buffers] = [0, 0, 0];
let collections = new GCProfiler();
collections.start();

// What is left after a full collection is what the process needs; all above it is garbage that nobody has cleared yet.
function look() {
  const { statistics } = collections.stop();
  collections = new GCProfiler();
  collections.start();
  for (const { gcType, afterGC } of statistics)
    if (gcType.startsWith("MarkSweep")) liveHeap = Math.max(liveHeap, afterGC.heapStatistics.usedHeapSize);
  const used = process.memoryUsage();
  heap = Math.max(heap, used.heapTotal);
  buffers = Math.max(buffers, used.external);
}
setInterval(look, lookEveryMs).unref();

const profiler = new Session();
profiler.connect();

const answers = {
  /** The largest of each since the last time it was asked; begins with a collection. */
  memory: async () => {
    globalThis.gc();
    look();
    const answer = { liveHeapMb: mb(liveHeap), heapMb: mb(heap), buffersMb: mb(buffers) };
    [liveHeap, heap, buffers] = [0, 0, 0];
    return answer;
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
