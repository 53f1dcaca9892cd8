// An event type: its name and the shape of its payload, defined once by the module that emits it.
import type { z } from "zod";
import { env } from "@/env";

export type EventDefinition<P extends Record<string, unknown> = Record<string, unknown>> = {
  /** Past tense, `noun.verb`: `contact.created`. */
  type: string;
  description: string;
  payload: z.ZodType<P>;
  /** Enforced outside production: a payload that is not as described is a defect of ours. */
  check: (payload: P) => P;
};

export const eventRegistry = new Map<string, EventDefinition>();

export function defineEvent<P extends Record<string, unknown>>(
  type: string,
  description: string,
  payload: z.ZodType<P>,
): EventDefinition<P> {
  if (!/^[a-z_]+\.[a-z_]+$/.test(type)) throw new Error(`not an event type: ${type}`);
  const definition: EventDefinition<P> = {
    type,
    description,
    payload,
    check: env.NODE_ENV === "production" ? (value) => value : (value) => payload.parse(value),
  };
  eventRegistry.set(type, definition as unknown as EventDefinition);
  return definition;
}
