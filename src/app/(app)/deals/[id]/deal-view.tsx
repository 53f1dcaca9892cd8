"use client";
import { dealScreen } from "@/modules/deals/ui/deal-screen";
import { RecordView } from "@/modules/records/ui/record-view";

export const DealView = ({ id }: { id: string }) => <RecordView screen={dealScreen} id={id} />;
