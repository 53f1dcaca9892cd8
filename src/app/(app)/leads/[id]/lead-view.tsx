"use client";
import { leadScreen } from "@/modules/leads/ui/lead-screen";
import { RecordView } from "@/modules/records/ui/record-view";

export const LeadView = ({ id }: { id: string }) => <RecordView screen={leadScreen} id={id} />;
