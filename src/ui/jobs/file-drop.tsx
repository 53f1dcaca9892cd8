"use client";
/** Takes files by drop or by choice, says what it takes, and why it refused. */
import { Text } from "@mantine/core";
import { Dropzone, type FileWithPath } from "@mantine/dropzone";
import { IconFileUpload } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./jobs.module.css";

export interface FileDropProps {
  label: string;
  /** "CSV up to 50 MB" */
  hint: string;
  accept?: Record<string, string[]>;
  maxSizeBytes?: number;
  isMultiple?: boolean;
  isLoading?: boolean;
  onFiles: (files: File[]) => void;
}

export function FileDrop(props: FileDropProps) {
  const { label, hint, accept, maxSizeBytes, isMultiple = false, isLoading, onFiles } = props;
  const [refused, setRefused] = useState<string | null>(null);
  return (
    <div>
      <Dropzone
        accept={accept}
        validator={({ size }) =>
          size === 0 ? { code: "file-too-small", message: "the file is empty" } : null
        }
        maxSize={maxSizeBytes}
        multiple={isMultiple}
        loading={isLoading}
        className={classes.drop}
        // The area is the button and has the focus; the input in it is for the browser alone.
        role="button"
        aria-label={label}
        inputProps={{ hidden: true, style: { display: "none" } }}
        onDrop={(files: FileWithPath[]) => {
          setRefused(null);
          onFiles(files);
        }}
        onReject={(rejections) => {
          const [first] = rejections;
          const reason = first?.errors[0];
          setRefused(
            first
              ? `${first.file.name}: ${(reason && wordsOf(reason.code, accept)) ?? reason?.message ?? "not accepted"}.`
              : null,
          );
        }}
      >
        <div className={classes.dropInner}>
          <IconFileUpload size={28} stroke={1.4} aria-hidden />
          <Text fw={550}>{label}</Text>
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        </div>
      </Dropzone>
      {refused ? (
        <Text role="alert" size="sm" c="var(--m-danger)" mt={8}>
          {refused}
        </Text>
      ) : null}
    </div>
  );
}

/** Why a file is not taken; undefined leaves it to the library's words. */
function wordsOf(code: string, accept: FileDropProps["accept"]): string | undefined {
  if (code === "file-too-large") return "the file is too large";
  if (code !== "file-invalid-type" || !accept) return undefined;
  const endings = [...new Set(Object.values(accept).flat())];
  return `save it as ${new Intl.ListFormat("en", { type: "disjunction" }).format(endings)} first`;
}
