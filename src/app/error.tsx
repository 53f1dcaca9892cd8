"use client";
import { ErrorState } from "@/ui/feedback/states";

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  // In production the message of a server error is withheld; the digest finds it in the log.
  return (
    <main>
      <ErrorState
        error={{ message: "This page could not be shown", requestId: error.digest }}
        onRetry={reset}
      />
    </main>
  );
}
