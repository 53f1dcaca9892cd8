"use client";
// What can become of a lead: qualified, converted, and back again.
import { Badge, Button, Group } from "@mantine/core";
import { IconArrowBackUp, IconArrowsSplit, IconThumbUp } from "@tabler/icons-react";
import { useState } from "react";
import { useMay } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { useCommands } from "@/ui/commands/command-provider";
import { notifyDone, notifyError } from "@/ui/feedback/notify";
import { FormSheet } from "@/ui/form/form-sheet";
import { latePart } from "@/ui/late/late-part";
import classes from "./leads.module.css";
import { QualifyForm } from "./qualify-form";
import { usePutLead } from "./use-put-lead";

const ConvertLead = latePart(() => import("./convert-lead").then((part) => part.ConvertLead));

export function LeadBanner({ record }: { record: RecordRow }) {
  const client = useTRPCClient();
  const may = useMay();
  const put = usePutLead();
  const [open, setOpen] = useState<"qualify" | "convert" | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const canConvert = may("leads:convert", record);
  const isConverted = record.status === "converted";
  const score = typeof record.score === "number" ? record.score : 0;
  useCommands(
    canConvert && !isConverted
      ? [
          {
            id: "lead-convert",
            label: "Convert this lead",
            group: "Lead",
            shortcut: "V",
            run: () => setOpen("convert"),
          },
          {
            id: "lead-qualify",
            label: "Qualify this lead",
            group: "Lead",
            shortcut: "Q",
            run: () => setOpen("qualify"),
          },
        ]
      : [],
  );

  async function unconvert() {
    setIsBusy(true);
    try {
      const { lead, removed, kept } = await client.leads.unconvert.mutate({ leadId: record.id });
      put(lead as unknown as RecordRow);
      const words = [
        removed.length > 0 ? `removed ${removed.map(({ name }) => name).join(", ")}` : "",
        kept.length > 0 ? `kept ${kept.map(({ name, reason }) => `${name} (${reason})`).join(", ")}` : "",
      ].filter(Boolean);
      notifyDone(`Conversion taken back${words.length > 0 ? `: ${words.join("; ")}` : ""}`);
    } catch (error) {
      notifyError(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Group className={classes.banner} gap={8}>
      <Badge size="lg" color={score >= 70 ? "teal" : score >= 40 ? "yellow" : "gray"}>
        Score {score}
      </Badge>
      {!canConvert ? null : isConverted ? (
        <Button
          variant="default"
          loading={isBusy}
          leftSection={<IconArrowBackUp size={15} />}
          onClick={() => void unconvert()}
        >
          Take the conversion back
        </Button>
      ) : (
        <>
          <Button
            leftSection={<IconArrowsSplit size={15} />}
            aria-keyshortcuts="V"
            onClick={() => setOpen("convert")}
          >
            Convert
          </Button>
          <Button
            variant="default"
            leftSection={<IconThumbUp size={15} />}
            aria-keyshortcuts="Q"
            onClick={() => setOpen("qualify")}
          >
            {record.status === "qualified" ? "Qualify again" : "Qualify"}
          </Button>
        </>
      )}
      <FormSheet isOpen={open === "qualify"} onClose={() => setOpen(null)} title="Qualify" size={480}>
        {open === "qualify" ? <QualifyForm lead={record} onClose={() => setOpen(null)} /> : null}
      </FormSheet>
      {open === "convert" ? <ConvertLead lead={record} onClose={() => setOpen(null)} /> : null}
    </Group>
  );
}
