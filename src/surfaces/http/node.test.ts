// Streams over a real socket: a reader that is slower than the writer.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { bridge } from "./node";

test("a slow reader gets the whole stream, and waiting for it piles nothing up", async () => {
  const [chunks, size] = [60, 256 * 1024];
  let listening = 0;
  const server = createServer((request, response) => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        listening = Math.max(listening, response.listenerCount("close"));
        if (sent++ === chunks) controller.close();
        else controller.enqueue(new Uint8Array(size).fill(97));
      },
    });
    const answer = new Response(body, { headers: { "content-type": "text/event-stream" } });
    void bridge(request, response, async () => answer, null);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    let received = 0;
    for await (const part of answer.body!) {
      received += part.length;
      if (received % (16 * size) < part.length) await delay(20);
    }
    expect(received).toBe(chunks * size);
    expect(listening).toBeLessThan(8);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
