// Loaded into a measured server before its own code: tells what its memory holds, and profiles it when asked.
import { Session } from "node:inspector/promises";

const mb = (bytes) => bytes / 1024 / 1024;
const lookEveryMs = 5000;
let [liveHeap, buffers] = [0, 0];

// What is left after a full collection is what the process needs; all above it is garbage that nobody has cleared yet.
// Its own collections leave more: whatever was made while they went on.
function look() {
  globalThis.gc();
  const used = process.memoryUsage();
  liveHeap = Math.max(liveHeap, used.heapUsed);
  buffers = Math.max(buffers, used.external);
}
setInterval(look, lookEveryMs).unref();

const profiler = new Session();
profiler.connect();

const answers = {
  /** The largest of each since the last time it was asked. */
  memory: async () => {
    look();
    const answer = { liveHeapMb: mb(liveHeap), buffersMb: mb(buffers) };
    [liveHeap, buffers] = [0, 0];
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
