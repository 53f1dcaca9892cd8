"use client";
// How a call ended and how long it took, asked wherever a call is logged.
import { Select, TextInput } from "@mantine/core";
import { callOutcomes, isOutcome, minutesFromWords, outcomeLabel, wordsForMinutes } from "../call-words";
import type { About } from "./use-task-actions";

const outcomes = callOutcomes.map(({ value, label }) => ({ value, label }));

interface CallFieldsProps {
  outcome: string;
  length: string;
  onOutcome: (outcome: string) => void;
  onLength: (length: string) => void;
}

export function CallFields({ outcome, length, onOutcome, onLength }: CallFieldsProps) {
  const minutes = minutesFromWords(length);
  const isUnclear = length.trim() !== "" && minutes === undefined;
  return (
    <>
      <Select
        size="xs"
        w={140}
        aria-label="Outcome"
        placeholder="Outcome"
        clearable
        data={outcomes}
        value={outcome || null}
        onChange={(next) => onOutcome(next ?? "")}
      />
      <LengthInput length={length} isUnclear={isUnclear} onLength={onLength} />
      {isUnclear ? <span role="status">Say it as “12 min” or “1 h 30”</span> : null}
    </>
  );
}

interface LengthInputProps {
  length: string;
  isUnclear: boolean;
  onLength: (length: string) => void;
}

function LengthInput({ length, isUnclear, onLength }: LengthInputProps) {
  return (
    <TextInput
      size="xs"
      w={92}
      aria-label="How long, in words"
      placeholder="12 min"
      value={length}
      error={isUnclear}
      onChange={(event) => onLength(event.currentTarget.value)}
      onBlur={() => {
        const minutes = minutesFromWords(length);
        if (minutes !== undefined) onLength(wordsForMinutes(minutes));
      }}
    />
  );
}

interface SaidOfCall {
  outcome: string;
  minutes?: number;
  text: string;
  direction?: "outbound" | "inbound";
}

/** The call as it is stored; where nothing was said, the outcome says it. */
export const callOf = (
  { outcome, minutes, text, direction = "outbound" }: SaidOfCall,
  { type, id }: Pick<About, "type" | "id">,
) => ({
  type: "call" as const,
  direction,
  content: text.trim() || outcomeLabel(outcome) || "Call",
  ...(isOutcome(outcome) ? { outcome } : {}),
  ...(minutes === undefined ? {} : { durationMinutes: minutes }),
  relatedTo: { type, id },
});
