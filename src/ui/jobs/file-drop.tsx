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
        maxSize={maxSizeBytes}
        multiple={isMultiple}
        loading={isLoading}
        className={classes.drop}
        inputProps={{ "aria-label": label }}
        onDrop={(files: FileWithPath[]) => {
          setRefused(null);
          onFiles(files);
        }}
        onReject={(rejections) => {
          const [first] = rejections;
          const reason = first?.errors[0];
          setRefused(
            first
              ? `${first.file.name}: ${
                  reason?.code === "file-too-large"
                    ? "the file is too large"
                    : (reason?.message ?? "not accepted")
                }.`
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
