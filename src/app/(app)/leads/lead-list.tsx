"use client";
import { leadScreen } from "@/modules/leads/ui/lead-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";

export const LeadList = () => <RecordListPage screen={leadScreen} />;
