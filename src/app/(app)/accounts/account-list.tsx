"use client";
import { accountScreen } from "@/modules/accounts/ui/account-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";

export const AccountList = () => <RecordListPage screen={accountScreen} />;
