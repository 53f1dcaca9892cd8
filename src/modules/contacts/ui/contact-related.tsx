"use client";
// Beside a contact: the next step, the deals, the colleagues, and the files.
import { FilesCard } from "@/modules/activities/ui/files-card";
import { NextStepCard } from "@/modules/activities/ui/next-step-card";
import { DealsCard } from "@/modules/deals/ui/deals-card";
import type { RecordRow } from "@/surfaces/rpc/records";
import { Colleagues } from "./colleagues";

export function ContactRelated({ record }: { record: RecordRow }) {
  return (
    <>
      <NextStepCard about={{ type: "contact", id: record.id, title: String(record.fullName) }} />
      <DealsCard of="contact" record={record} />
      <Colleagues record={record} />
      <FilesCard on={{ type: "contact", id: record.id }} />
    </>
  );
}
