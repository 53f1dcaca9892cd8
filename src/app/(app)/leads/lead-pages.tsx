"use client";
import { leadScreen } from "@/modules/leads/ui/lead-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";
import { RecordView } from "@/modules/records/ui/record-view";

export const LeadList = () => <RecordListPage screen={leadScreen} />;
export const LeadView = ({ id }: { id: string }) => <RecordView screen={leadScreen} id={id} />;
