import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AcceptInvitation } from "@/modules/signup/ui/accept-invitation";

// The address holds a secret: it must not travel to other sites in the Referer header.
export const metadata: Metadata = { title: "Your invitation", referrer: "no-referrer" };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function AcceptInvitationPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  if (typeof token !== "string") notFound();
  return <AcceptInvitation token={token} />;
}
