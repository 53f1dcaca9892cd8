"use client";
// A time in words with what they mean said at once: "next tue 9".
import { Group, TextInput, type TextInputProps, UnstyledButton } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useState } from "react";
import { useLocale } from "@/ui/fields/locale";
import classes from "./activities.module.css";
import { momentOf } from "./local-time";
import { shortMoment } from "./moment-text";

const offers = ["tomorrow 9", "next mon 9", "in 1 week"];

interface WhenInputProps extends Omit<TextInputProps, "value" | "onChange" | "onSubmit"> {
  onWhen: (at: string) => void;
  onCancel?: () => void;
}

/** Calls back with a moment on Enter or with one of the offers. */
export function WhenInput({ onWhen, onCancel, ...rest }: WhenInputProps) {
  const { tag } = useLocale();
  const [words, setWords] = useState("");
  const at = momentOf(words);
  return (
    <div>
      <TextInput
        size="xs"
        placeholder="next tue 9"
        aria-label="When, in words"
        leftSection={<IconClock size={14} />}
        {...rest}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            event.stopPropagation();
            if (at) onWhen(at);
          }
          if (event.key === "Escape" && onCancel) {
            event.stopPropagation();
            onCancel();
          }
        }}
      />
      <div className={classes.meant} role="status">
        {words.trim() === "" ? (
          <Group gap={6}>
            {offers.map((offer) => (
              <UnstyledButton
                key={offer}
                className={classes.offer}
                onClick={() => {
                  const moment = momentOf(offer);
                  if (moment) onWhen(moment);
                }}
              >
                {offer}
              </UnstyledButton>
            ))}
          </Group>
        ) : at ? (
          `${shortMoment(at, tag)} · Enter`
        ) : (
          "Say a day or a time, such as “fri 14:30” or “in 2 days”"
        )}
      </div>
    </div>
  );
}
