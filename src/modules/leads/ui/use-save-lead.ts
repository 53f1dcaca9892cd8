"use client";
// What a form about a lead does when it is sent: saves, puts the answer where the lead is shown, or keeps what failed.
import { type FormEvent, useState } from "react";
import type { RecordRow } from "@/surfaces/rpc/records";
import { describeError } from "@/ui/feedback/describe-error";
import { usePutLead } from "./use-put-lead";

export function useSaveLead(save: () => Promise<unknown>, onSaved: () => void) {
  const put = usePutLead();
  const [isSaving, setIsSaving] = useState(false);
  const [failure, setFailure] = useState<ReturnType<typeof describeError>>();
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsSaving(true);
    try {
      put((await save()) as RecordRow);
      onSaved();
    } catch (error) {
      setFailure(describeError(error));
      setIsSaving(false);
    }
  }
  return { submit: (event: FormEvent) => void submit(event), isSaving, failure };
}
