"use client";
import { RelativeTime } from "@/ui/fields/relative-time";

interface CredentialTimesProps {
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
}

/** When a credential was made and last used, and when it ends. */
export function CredentialTimes({ createdAt, lastUsedAt, expiresAt }: CredentialTimesProps) {
  return (
    <>
      {lastUsedAt ? (
        <>
          last used <RelativeTime at={lastUsedAt} />
        </>
      ) : (
        "never used"
      )}{" "}
      · made <RelativeTime at={createdAt} />
      {expiresAt ? (
        <>
          {" "}
          · ends <RelativeTime at={expiresAt} />
        </>
      ) : null}
    </>
  );
}
