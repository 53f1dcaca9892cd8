import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { VerifyEmail } from "@/modules/sessions/ui/verify-email";

// The address holds a secret: it must not travel to other sites in the Referer header.
export const metadata: Metadata = { title: "Confirm your address", referrer: "no-referrer" };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function VerifyEmailPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  if (typeof token !== "string") notFound();
  return <VerifyEmail token={token} />;
}
