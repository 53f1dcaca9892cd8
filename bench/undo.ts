// Undo of an import of 100,000 contacts through the API: how long, and how far the server's memory rises.
import { rssMb } from "./processes";

export type Undone = {
  rows: number;
  importMs: number;
  undoMs: number;
  memoryBeforeMb: number;
  memoryPeakMb: number;
};

const count = 100_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Headers = Record<string, string>;
type Job = { status: string; progress?: { reversed: number } };

async function finished(url: string, headers: Headers, seen: () => void): Promise<Job> {
  for (;;) {
    const { data } = (await (await fetch(url, { headers })).json()) as { data: Job };
    if (data.status === "completed") return data;
    if (["failed", "cancelled"].includes(data.status)) throw new Error(`the job ${data.status}`);
    seen();
    await pause(100);
  }
}

export async function measureUndo(baseUrl: string, headers: Headers, pid: number): Promise<Undone> {
  const stamp = Date.now().toString(36);
  const csv = `first name,last name,email,phone,company,job title\n${Array.from(
    { length: count },
    (_, n) => `Undo,Row ${n},undo.${stamp}.${n}@example.com,+1 415 ${1_000_000 + n},Company ${n % 500},Buyer`,
  ).join("\n")}\n`;
  const started = performance.now();
  const asked = await fetch(`${baseUrl}/v1/bulk/contacts/import`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "text/csv" },
    body: csv,
  });
  const { data: job } = (await asked.json()) as { data: { id: string } };
  await finished(`${baseUrl}/v1/jobs/${job.id}`, headers, () => undefined);
  const importMs = performance.now() - started;
  const list = (await (await fetch(`${baseUrl}/v1/changes?limit=1`, { headers })).json()) as {
    data: { id: string }[];
  };
  const memoryBeforeMb = rssMb(pid);
  let memoryPeakMb = memoryBeforeMb;
  const begun = performance.now();
  const answer = await fetch(`${baseUrl}/v1/changes/${list.data[0]!.id}/revert`, { method: "POST", headers });
  if (answer.status !== 202) throw new Error(`the undo answered ${answer.status}`);
  const { data } = (await answer.json()) as { data: { jobId: string } };
  const done = await finished(`${baseUrl}/v1/record-jobs/${data.jobId}`, headers, () => {
    memoryPeakMb = Math.max(memoryPeakMb, rssMb(pid));
  });
  const undoMs = performance.now() - begun;
  if (done.progress?.reversed !== count)
    throw new Error(`${done.progress?.reversed} of ${count} were reversed`);
  console.log(
    `undo of ${count} imported contacts: ${(undoMs / 1000).toFixed(1)} s (import ${(importMs / 1000).toFixed(1)} s), ` +
      `memory ${memoryBeforeMb.toFixed(0)} → at most ${memoryPeakMb.toFixed(0)} MB`,
  );
  return { rows: count, importMs, undoMs, memoryBeforeMb, memoryPeakMb };
}
