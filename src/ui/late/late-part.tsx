"use client";
/** A component whose code is fetched when it is first drawn, and what stands in its place until then. */
import type { ComponentType, ReactNode } from "react";
import { late, useLate } from "./use-late";

export function latePart<Props extends object>(
  fetchPart: () => Promise<ComponentType<Props>>,
  inPlace?: () => ReactNode,
): ComponentType<Props> {
  const part = late(fetchPart);
  return function LatePart(props: Props) {
    const Part = useLate(part, true);
    return Part ? <Part {...props} /> : inPlace?.();
  };
}
