"use client";
// Keeps the choices of the column step on the server as they are made, so that a reload or another machine finds them.
import { useCallback, useEffect, useRef } from "react";
import type { TargetChoice } from "../plan-input";

const gatherMs = 400;
/** A request that is to outlive its page may not carry more. */
const mostKeptAlive = 60_000;

/** Over REST and kept alive: the last choice before a reload is on its way when the page goes. */
async function send(importId: string, targets: readonly TargetChoice[] | null): Promise<void> {
  const body = JSON.stringify({ targets });
  const response = await fetch(`/v1/imports/${importId}/draft`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body,
    keepalive: body.length < mostKeptAlive,
  });
  if (!response.ok) throw new Error(`The choices could not be kept (${response.status})`);
}

/**
 * Answers how to say that something was chosen. What cannot be kept is not worth a message: it is still on the screen,
 * and the next choice sends all of it again.
 */
export function useDraft(importId: string, onKept: (targets: TargetChoice[] | null) => void) {
  const waiting = useRef<TargetChoice[] | undefined>(undefined);
  const timer = useRef<number | undefined>(undefined);
  const sending = useRef<Promise<unknown>>(Promise.resolve());
  const tell = useRef(onKept);
  useEffect(() => {
    tell.current = onKept;
  });
  const drop = useCallback(() => {
    window.clearTimeout(timer.current);
    waiting.current = undefined;
  }, []);
  const flush = useCallback(() => {
    const targets = waiting.current;
    drop();
    if (!targets) return;
    // One after the other: an earlier choice never comes after a later one. One that fails is in the next one too.
    sending.current = sending.current.then(() => send(importId, targets)).catch(() => undefined);
    tell.current(targets);
  }, [importId, drop]);
  useEffect(() => {
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [flush]);
  return {
    keep: (targets: TargetChoice[]) => {
      drop();
      waiting.current = targets;
      timer.current = window.setTimeout(flush, gatherMs);
    },
    /** What was chosen is about to be planned: nothing of it is sent after that. */
    settle: async () => {
      drop();
      await sending.current;
    },
    forget: async () => {
      drop();
      await sending.current;
      await send(importId, null);
      tell.current(null);
    },
  };
}
