"use client";
// What a stage asks for: as the cards can tell before they are moved, and as the refusal lists it.
import { isTRPCClientError } from "@trpc/client";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { Stage } from "@/modules/pipelines/ui/use-pipelines";
import { isEmptyValue, readValue } from "@/ui/fields/read-value";
import type { Missing } from "../gates";
import type { Card } from "./board-data";

export type { Missing };

const isMissing = (value: unknown): value is Missing =>
  typeof value === "object" && value !== null && "kind" in value && "label" in value;

/** What the stage asks for and the card can tell that it lacks; the server has the last word. */
export const emptyFields = (deal: Card, stage: Stage): Missing[] =>
  stage.requiredFields
    .filter((path) => {
      const value = readValue(deal, path);
      return isEmptyValue(value) || (path === "value" && value === 0);
    })
    .map((path) => ({ kind: "field", field: path, label: path }));

const activityNames: Record<string, string> = {
  email: "an e-mail",
  event: "an event",
  sms: "a text message",
};

/** "Description, Expected close and a call on record"; undefined if nothing is asked of these cards. */
export function asksOf(
  cards: readonly Card[],
  stage: Stage,
  fields: readonly FieldDescriptor[],
): string | undefined {
  const coming = cards.filter((card) => card.stageId !== stage.id);
  if (coming.length === 0) return undefined;
  const paths = new Set(coming.flatMap((card) => emptyFields(card, stage).map(({ label }) => label)));
  const { requiredActivity: kind } = stage;
  const all = [
    ...[...paths].map((path) => fields.find(({ key }) => key === path)?.label ?? path),
    ...(kind ? [`${activityNames[kind] ?? `a ${kind}`} on record`] : []),
  ];
  return all.length === 0 ? undefined : new Intl.ListFormat("en").format(all);
}

/** What is missing, when the error is a stage's gate; else undefined. */
export function missingOf(error: unknown): Missing[] | undefined {
  if (!isTRPCClientError(error) || error.data?.appCode !== "STAGE_GATE") return undefined;
  const listed: unknown = error.data.details?.missing;
  return Array.isArray(listed) ? listed.filter(isMissing) : [];
}
