import type { Metadata } from "next";
import { SignInForm } from "@/modules/sessions/ui/sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

const notices: Record<string, string> = {
  "password-set": "Your password is set. Sign in with it.",
  "signed-out": "You are signed out.",
  "signed-out-everywhere": "You are signed out everywhere.",
};

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const { returnTo, email, notice } = await searchParams;
  return (
    <SignInForm
      returnTo={typeof returnTo === "string" ? returnTo : undefined}
      email={typeof email === "string" ? email : undefined}
      notice={typeof notice === "string" ? notices[notice] : undefined}
    />
  );
}
