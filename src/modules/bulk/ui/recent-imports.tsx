"use client";
// The imports of before, each with what became of it: those of the wizard, and those that came over the API.
import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { RelativeTime } from "@/ui/fields/relative-time";
import classes from "./import.module.css";
import { typesOf } from "./plan-words";

const shownCount = 10;
const words = {
  draft: "columns to match",
  planning: "being looked through",
  planned: "to be looked through",
  committing: "running",
  queued: "waiting",
  running: "running",
  completed: "done",
  cancelled: "stopped",
  failed: "failed",
};

export function RecentImports() {
  const client = useTRPCClient();
  const { tag: locale } = useLocale();
  const { data } = useQuery({
    queryKey: ["import", "recent"],
    queryFn: async ({ signal }) => {
      const [plans, jobs] = await Promise.all([
        client.imports.list.query({ limit: shownCount }, { signal }),
        client.bulk.listJobs.query({ limit: shownCount }, { signal }),
      ]);
      const own = new Set(plans.items.map(({ jobId }) => jobId));
      const written = new Map(jobs.items.map(({ id, counts }) => [id, counts]));
      const rows = [
        ...plans.items.map((plan) => {
          // What is only planned is not taken, nor is what was to come after a stop.
          const counts = plan.status === "completed" ? undefined : written.get(plan.jobId ?? "");
          const soFar = counts ? { taken: counts.created + counts.updated, left: counts.failed } : null;
          const { create, update, problem } = plan.counts;
          return {
            id: plan.id,
            href: `/import?plan=${plan.id}`,
            name: plan.fileName ?? "A file",
            types: typesOf(plan),
            state: plan.isUndone ? "undone" : words[plan.status],
            ...(plan.status === "completed" ? { taken: create + update, left: problem } : soFar),
            createdAt: plan.createdAt,
          };
        }),
        ...jobs.items
          .filter(({ id }) => !own.has(id))
          .map((job) => ({
            id: job.id,
            href: `/import?job=${job.id}`,
            name: job.fileName ?? "Rows over the API",
            types: job.recordType,
            state: job.isUndone ? "undone" : words[job.status],
            taken: job.counts.created + job.counts.updated,
            left: job.counts.failed,
            createdAt: job.createdAt,
          })),
      ];
      return rows.sort((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, shownCount);
    },
  });
  if (!data || data.length === 0) return null;
  return (
    <section className={classes.section}>
      <Title order={2} size="h4">
        Recent imports
      </Title>
      <div className={classes.tableArea}>
        <table className={`${classes.table} ${classes.recent}`}>
          <thead>
            <tr>
              <th scope="col">Files</th>
              <th scope="col">State</th>
              <th scope="col">Records</th>
              <th scope="col" className={classes.number}>
                Rows taken
              </th>
              <th scope="col" className={classes.number}>
                Left out
              </th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {data.map(({ id, href, name, types, state, taken, left, createdAt }) => (
              <tr key={id}>
                <th scope="row">
                  <Link href={href} className={classes.link}>
                    {name}
                  </Link>
                </th>
                <td>{state}</td>
                <td>{types}</td>
                <td className={classes.number} data-unit="taken" data-empty={taken === undefined}>
                  {taken === undefined ? "—" : formatNumber(taken, locale)}
                </td>
                <td className={classes.number} data-unit="left out" data-empty={left === undefined}>
                  {left === undefined ? "—" : formatNumber(left, locale)}
                </td>
                <td>
                  <RelativeTime at={createdAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
