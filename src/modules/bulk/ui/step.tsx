"use client";
// One step of an import: where the step before took the focus with it, it goes on at this one's heading, which is read
// out. Who is somewhere else by then stays there.
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./import.module.css";

export function Step({ children }: { children: ReactNode }) {
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    area.current?.querySelector<HTMLElement>('h2[tabindex="-1"]')?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={area} className={classes.step}>
      {children}
    </div>
  );
}
