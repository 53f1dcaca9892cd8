"use client";
// Says quietly that the page waits for the limit of requests, for as long as it does, and counts the seconds down.
import { useEffect } from "react";
import { onWait } from "@/surfaces/rpc/client";
import { closeProgress, notifyProgress } from "@/ui/feedback/notify";
import { SecondsLeft } from "@/ui/feedback/seconds-left";

const id = "waiting-for-limit";

export function WaitNotice() {
  useEffect(() => {
    let until = 0;
    let timer: number | undefined;
    const stop = onWait((ms) => {
      if (Date.now() + ms <= until) return;
      until = Date.now() + ms;
      notifyProgress(
        id,
        <>
          Many requests at once: going on by itself in <SecondsLeft until={until} />
        </>,
      );
      window.clearTimeout(timer);
      timer = window.setTimeout(() => closeProgress(id), ms + 1_000);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, []);
  return null;
}
