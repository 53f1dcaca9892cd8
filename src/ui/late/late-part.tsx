"use client";
/** A component whose code is fetched when it is first drawn, and what stands in its place until then. */
import type { ComponentType, ReactNode } from "react";
import { fetchAhead, late, useLate } from "./use-late";

export type LatePart<Props> = ComponentType<Props> & {
  /** With its code there before it is wanted, it is drawn at once. */
  fetchAhead: () => void;
};

export function latePart<Props extends object>(
  fetchPart: () => Promise<ComponentType<Props>>,
  inPlace?: () => ReactNode,
): LatePart<Props> {
  const part = late(fetchPart);
  function Drawn(props: Props) {
    const Part = useLate(part, true);
    return Part ? <Part {...props} /> : inPlace?.();
  }
  return Object.assign(Drawn, { fetchAhead: () => fetchAhead(part) });
}
