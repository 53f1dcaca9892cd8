"use client";
import { accountScreen } from "@/modules/accounts/ui/account-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";
import { RecordView } from "@/modules/records/ui/record-view";

export const AccountList = () => <RecordListPage screen={accountScreen} />;
export const AccountView = ({ id }: { id: string }) => <RecordView screen={accountScreen} id={id} />;
