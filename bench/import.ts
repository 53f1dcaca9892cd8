// Import of 10,000 rows through the API against COPY of the same rows into the same table.
import { openPostgresJs } from "../src/platform/database/postgres-js";

export type Imported = { rows: number; importMs: number; copyMs: number; ratio: number };

const count = 10_000;
const median = (list: number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;

const rowsOf = (round: string) =>
  Array.from({ length: count }, (_, n) => ({
    first: "Import",
    last: `Row ${n}`,
    email: `import.${round}.${n}@example.com`,
    phone: `+1 415 ${1_000_000 + n}`,
    company: `Company ${n % 500}`,
    title: "Buyer",
  }));

async function viaApi(baseUrl: string, headers: Record<string, string>, round: string): Promise<number> {
  const csv = `first name,last name,email,phone,company,job title\n${rowsOf(round)
    .map((r) => `${r.first},${r.last},${r.email},${r.phone},${r.company},${r.title}`)
    .join("\n")}\n`;
  const started = performance.now();
  const response = await fetch(`${baseUrl}/v1/bulk/contacts/import`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "text/csv" },
    body: csv,
  });
  const answer = (await response.json()) as { data: { id: string } };
  if (response.status !== 202)
    throw new Error(`import answered ${response.status}: ${JSON.stringify(answer).slice(0, 300)}`);
  for (;;) {
    const job = (await (await fetch(`${baseUrl}/v1/jobs/${answer.data.id}`, { headers })).json()) as {
      data: { status: string; counts: { created: number } };
    };
    if (job.data.status === "completed") {
      if (job.data.counts.created !== count)
        throw new Error(`imported ${job.data.counts.created} of ${count} rows`);
      return performance.now() - started;
    }
    if (["failed", "cancelled"].includes(job.data.status)) throw new Error(`the import ${job.data.status}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function viaCopy(url: string, schema: string, tenant: string, round: string): Promise<number> {
  const sql = openPostgresJs(url, { max: 1 });
  try {
    const now = new Date().toISOString();
    const lines = rowsOf(round).map((r) =>
      [tenant, crypto.randomUUID(), r.first, r.last, r.email, r.phone, r.company, r.title, now, now].join(
        "\t",
      ),
    );
    const text = `${lines.join("\n")}\n`;
    const started = performance.now();
    const writable = await sql
      .unsafe(
        `copy ${schema}.contacts (tenant_id, id, first_name, last_name, email, phone, company, job_title, created_at, updated_at) from stdin`,
      )
      .writable();
    await new Promise<void>((resolve, reject) => {
      writable.once("error", reject);
      writable.once("finish", resolve);
      writable.end(text);
    });
    return performance.now() - started;
  } finally {
    await sql.end();
  }
}

/** Three of each in turn; each makes new rows. */
export async function measureImport(
  url: string,
  schema: string,
  tenant: string,
  baseUrl: string,
  headers: Record<string, string>,
): Promise<Imported> {
  const [imports, copies]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    const stamp = `${Date.now().toString(36)}${round}`;
    copies.push(await viaCopy(url, schema, tenant, `c${stamp}`));
    imports.push(await viaApi(baseUrl, headers, `i${stamp}`));
  }
  const [importMs, copyMs] = [median(imports), median(copies)];
  console.log(
    `import of ${count} rows: ${importMs.toFixed(0)} ms, COPY ${copyMs.toFixed(0)} ms, ratio ${(importMs / copyMs).toFixed(2)}`,
  );
  return { rows: count, importMs, copyMs, ratio: importMs / copyMs };
}
