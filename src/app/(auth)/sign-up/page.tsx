import type { Metadata } from "next";
import { SignUpForm } from "@/modules/signup/ui/sign-up-form";

export const metadata: Metadata = { title: "Create a workspace" };

export default function SignUpPage() {
  return <SignUpForm />;
}
