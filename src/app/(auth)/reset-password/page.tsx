import type { Metadata } from "next";
import { RequestPasswordReset, ResetPassword } from "@/modules/sessions/ui/reset-password";

// The address holds a secret: it must not travel to other sites in the Referer header.
export const metadata: Metadata = { title: "Set a new password", referrer: "no-referrer" };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function ResetPasswordPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  return typeof token === "string" ? <ResetPassword token={token} /> : <RequestPasswordReset />;
}
