// The load: sixteen connections on loopback, bounded in time, every answer's status checked.
import autocannon from "autocannon";

export type Load = {
  method: "GET" | "POST" | "PUT";
  /** Called for each request, with a number that grows. */
  path: (n: number) => string;
  body?: (n: number) => unknown;
};
export type Measured = {
  requests: number;
  seconds: number;
  p50: number;
  p99: number;
  failed: number;
  statuses: string;
};

let counter = 0;

/** Runs the load for so many seconds; times are milliseconds as the client saw them. */
export async function runLoad(
  baseUrl: string,
  headers: Record<string, string>,
  load: Load,
  seconds: number,
): Promise<Measured> {
  const times: number[] = [];
  const statuses = new Map<number, number>();
  const started = performance.now();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      {
        url: baseUrl,
        connections: 16,
        duration: seconds,
        requests: [
          {
            method: load.method,
            setupRequest: (request) => {
              const n = counter++;
              const body = load.body ? JSON.stringify(load.body(n)) : undefined;
              return {
                ...request,
                path: load.path(n),
                headers: { ...headers, "content-type": "application/json" },
                body,
              };
            },
          },
        ],
      },
      (error, done) => (error ? reject(error) : resolve(done)),
    );
    run.on("response", (_client, status, _bytes, responseTime) => {
      times.push(responseTime);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
  });
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return {
    requests: result["2xx"],
    seconds: (performance.now() - started) / 1000,
    p50: at(0.5),
    p99: at(0.99),
    statuses: [...statuses].map(([status, count]) => `${status}: ${count}`).join(", "),
    failed: result.non2xx + result.errors + result.timeouts,
  };
}
