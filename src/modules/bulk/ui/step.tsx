"use client";
// One step of an import: where the step before took the focus with it, it goes on at this one's heading, which is read
// out. Who is somewhere else by then stays there.
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./import.module.css";

interface StepProps {
  /** No step came before it: a page that has just been opened is read from its top. */
  isFirst?: boolean;
  children: ReactNode;
}

export function Step({ isFirst = false, children }: StepProps) {
  const area = useRef<HTMLDivElement>(null);
  const startsHere = useRef(isFirst);
  useEffect(() => {
    if (startsHere.current || document.activeElement !== document.body) return;
    area.current?.querySelector<HTMLElement>('h2[tabindex="-1"]')?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={area} className={classes.step}>
      {children}
    </div>
  );
}
