"use client";
/** Sends its form. Until the page listens it waits: a form sent by the browser itself would put what was typed aside. */
import { Button, type ButtonProps } from "@mantine/core";
import { useMounted } from "@mantine/hooks";

export function SubmitButton({ disabled, ...props }: ButtonProps) {
  const isListening = useMounted();
  return <Button type="submit" size="sm" fullWidth disabled={!isListening || disabled} {...props} />;
}
