"use client";
// Import: a file is dropped, its columns are matched, it runs. The address says which import is looked at.
import { SegmentedControl, Text } from "@mantine/core";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { resourceOf, useScreens } from "@/modules/records/ui/record-screen";
import { useScope } from "@/modules/records/ui/viewer";
import { NoPermission } from "@/ui/feedback/states";
import { FileDrop } from "@/ui/jobs/file-drop";
import { PageBody, PageHeader } from "@/ui/shell/page-header";
import classes from "./import.module.css";
import { ImportReport } from "./import-report";
import { MatchColumns } from "./match-columns";
import { PlanReview } from "./plan-review";
import { RecentImports } from "./recent-imports";

const mostBytes = 100 * 1024 * 1024;
const accepted = {
  "text/csv": [".csv", ".tsv", ".txt"],
  "text/plain": [".txt"],
  "application/vnd.ms-excel": [".csv"],
};

export function ImportPage() {
  const scope = useScope();
  const screens = useScreens().filter((screen) => screen.canImport && scope(`${resourceOf(screen)}:write`));
  const params = useSearchParams();
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const jobId = params.get("job");
  const planId = params.get("plan");
  const wanted = params.get("type");
  const screen = screens.find(({ plural }) => plural === wanted) ?? screens[0];
  if (!scope("bulk:write")) return <NoPermission permission="bulk:write" />;
  if (!screen) return <NoPermission permission="contacts:write" />;

  return (
    <>
      <PageHeader title="Import" />
      <PageBody width={1100}>
        {jobId ? (
          <ImportReport jobId={jobId} onAgain={() => router.push("/import")} />
        ) : planId ? (
          <PlanReview importId={planId} onAgain={() => router.push("/import")} />
        ) : file ? (
          <MatchColumns
            file={file}
            screen={screen}
            onCancel={() => setFile(null)}
            onPlanned={({ id }) => {
              setFile(null);
              router.push(`/import?plan=${id}`);
            }}
          />
        ) : (
          <>
            <div className={classes.choice}>
              <Text size="sm" id="import-what">
                The file holds
              </Text>
              <SegmentedControl
                aria-labelledby="import-what"
                value={screen.plural}
                data={screens.map(({ plural, label }) => ({ value: plural, label: `${label}s` }))}
                onChange={(plural) => router.replace(`/import?type=${plural}`)}
              />
            </div>
            <FileDrop
              label={`Drop a file of ${screen.noun.many} here, or choose one`}
              hint="CSV with any delimiter and encoding, up to 100 MB. Nothing is written before you have seen it."
              accept={accepted}
              maxSizeBytes={mostBytes}
              onFiles={([first]) => setFile(first ?? null)}
            />
            <RecentImports />
          </>
        )}
      </PageBody>
    </>
  );
}
