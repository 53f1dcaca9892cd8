import type { Metadata } from "next";
import { AccountList } from "./account-pages";

export const metadata: Metadata = { title: "Accounts" };

export default function AccountsPage() {
  return <AccountList />;
}
