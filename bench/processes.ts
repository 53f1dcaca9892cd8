// What processes cost: CPU seconds and memory from /proc, for the server's side alone, never the load's.
import { readdirSync, readFileSync } from "node:fs";
import type pg from "pg";

const ticksPerSecond = 100;
type Stat = { pid: number; parent: number; cpuMs: number; rssBytes: number };

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    // Fields after the name: state, ppid, …; utime, stime, cutime and cstime are the 12th to 15th, rss the 22nd.
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    return {
      pid,
      parent: Number(fields[1]),
      cpuMs: ((utime + stime + cutime + cstime) * 1000) / ticksPerSecond,
      rssBytes: Number(fields[21]) * 4096,
    };
  } catch {
    return null; // it has ended meanwhile
  }
}

/** CPU milliseconds of a process and all below it, those that have ended included. */
export function cpuMsOfTree(root: number): number {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat !== null);
  const below = (pid: number): number =>
    all.filter((stat) => stat.parent === pid).reduce((sum, stat) => sum + stat.cpuMs + below(stat.pid), 0);
  return (statOf(root)?.cpuMs ?? 0) + below(root);
}

export const cpuMsOf = (pid: number): number => statOf(pid)?.cpuMs ?? 0;

export const rssMb = (pid: number): number => (statOf(pid)?.rssBytes ?? 0) / 1024 / 1024;

/** The database server that a connection leads to. */
export async function postmasterOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    "select pid from pg_stat_activity where backend_type = 'checkpointer'",
  );
  const parent = statOf(rows[0]!.pid)?.parent;
  if (!parent) throw new Error("the database's process was not found");
  return parent;
}
