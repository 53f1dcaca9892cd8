"use client";
// Which pipeline the board shows, where there are several.
import { Select } from "@mantine/core";
import classes from "./board.module.css";

interface PipelineSelectProps {
  pipelines: { id: string; name: string }[];
  value: string | null;
  onChange: (id: string | null) => void;
}

export function PipelineSelect({ pipelines, value, onChange }: PipelineSelectProps) {
  return (
    <Select
      aria-label="Pipeline"
      className={classes.pipeline}
      data={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      allowDeselect={false}
      onChange={onChange}
    />
  );
}
