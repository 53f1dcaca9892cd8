"use client";
// The imports of before, each with what became of it.
import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { formatNumber } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { RelativeTime } from "@/ui/fields/relative-time";
import classes from "./import.module.css";

const words = {
  queued: "waiting",
  running: "running",
  completed: "done",
  cancelled: "cancelled",
  failed: "failed",
};

export function RecentImports() {
  const client = useTRPCClient();
  const { tag: locale } = useLocale();
  const { data } = useQuery({
    queryKey: ["import", "jobs"],
    queryFn: ({ signal }) => client.bulk.listJobs.query({ limit: 10 }, { signal }),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <section className={classes.section}>
      <Title order={2} size="h4">
        Recent imports
      </Title>
      <div className={classes.tableArea}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Records</th>
              <th scope="col">State</th>
              <th scope="col">Created</th>
              <th scope="col">Updated</th>
              <th scope="col">Left out</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map(({ id, fileName, recordType, status, counts, createdAt }) => (
              <tr key={id}>
                <th scope="row">
                  <Link href={`/import?job=${id}`} className={classes.link}>
                    {fileName ?? "Rows over the API"}
                  </Link>
                </th>
                <td>{recordType}</td>
                <td>{words[status]}</td>
                <td className={classes.number}>{formatNumber(counts.created, locale)}</td>
                <td className={classes.number}>{formatNumber(counts.updated, locale)}</td>
                <td className={classes.number}>{formatNumber(counts.failed, locale)}</td>
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
