"use client";
// Import: files are dropped, what they hold is recognised, it is planned, looked through, written. The address says which
// import is looked at.
import { Skeleton, Text, Title } from "@mantine/core";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { resourceOf, useScreens } from "@/modules/records/ui/record-screen";
import { useScope } from "@/modules/records/ui/viewer";
import { NoAccess } from "@/modules/users/ui/no-access";
import { notifyError } from "@/ui/feedback/notify";
import { FileDrop } from "@/ui/jobs/file-drop";
import { latePart } from "@/ui/late/late-part";
import { PageBody, PageHeader } from "@/ui/shell/page-header";
import { RecentImports } from "./recent-imports";
import { Step } from "./step";
import { uploadFiles } from "./upload";

const loading = () => <Skeleton height={320} />;
const PlanPage = latePart(() => import("./plan-page").then((part) => part.PlanPage), loading);
const ImportReport = latePart(() => import("./import-report").then((part) => part.ImportReport), loading);

const mostBytes = 100 * 1024 * 1024;
const accepted = {
  "text/csv": [".csv", ".tsv", ".txt"],
  "text/plain": [".txt"],
  "text/tab-separated-values": [".tsv"],
  "application/vnd.ms-excel": [".csv"],
  "application/json": [".json"],
  "application/x-ndjson": [".ndjson", ".jsonl"],
};

export function ImportPage() {
  const scope = useScope();
  const screens = useScreens().filter((screen) => screen.canImport && scope(`${resourceOf(screen)}:write`));
  const params = useSearchParams();
  const router = useRouter();
  const [uploaded, setUploaded] = useState<number | null>(null);
  const [isAgain, setIsAgain] = useState(false);
  const jobId = params.get("job");
  const planId = params.get("plan");
  // What comes after the files is fetched while they are chosen.
  useEffect(PlanPage.fetchAhead, []);
  const wanted = screens.find(({ plural }) => plural === params.get("type"));
  if (!scope("bulk:write")) return <NoAccess permission="bulk:write" />;
  if (screens.length === 0) return <NoAccess permission="contacts:write" />;

  async function take(files: File[]) {
    if (files.length === 0) return;
    setUploaded(0);
    try {
      const { id } = await uploadFiles(files, wanted?.plural, setUploaded);
      router.push(`/import?plan=${id}`);
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      setUploaded(null);
    }
  }

  function again() {
    setIsAgain(true);
    router.push("/import");
  }

  const what = wanted ? wanted.noun.many : "contacts, accounts, deals, leads, products, tasks or people";
  return (
    <>
      <PageHeader title="Import" />
      <PageBody width={1200}>
        {jobId ? (
          <Step key="job">
            <ImportReport jobId={jobId} onAgain={again} />
          </Step>
        ) : planId ? (
          <PlanPage key={planId} importId={planId} onAgain={again} />
        ) : (
          <Step key="start" isFirst={!isAgain}>
            <Title order={2} size="h4" tabIndex={-1} mb={10}>
              New import
            </Title>
            <FileDrop
              label={`Drop files of ${what} here, or choose them`}
              hint="CSV with any delimiter and encoding, JSON or NDJSON, up to 100 MB each. Several files are one import: put them in together, and they find each other's records. Nothing is written before you have seen it."
              accept={accepted}
              maxSizeBytes={mostBytes}
              isMultiple
              isLoading={uploaded !== null}
              onFiles={(files) => void take(files)}
            />
            {uploaded !== null ? (
              <Text size="sm" c="dimmed" mt={8} role="status">
                {uploaded === 0 ? "Sending the files…" : `${uploaded} sent…`}
              </Text>
            ) : null}
            <RecentImports />
          </Step>
        )}
      </PageBody>
    </>
  );
}
