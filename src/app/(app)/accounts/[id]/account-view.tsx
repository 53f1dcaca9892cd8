"use client";
import { accountScreen } from "@/modules/accounts/ui/account-screen";
import { RecordView } from "@/modules/records/ui/record-view";

export const AccountView = ({ id }: { id: string }) => <RecordView screen={accountScreen} id={id} />;
