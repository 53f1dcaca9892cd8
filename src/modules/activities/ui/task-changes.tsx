"use client";
// What happened to a task, with its files and the way to what it is about.
import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import type { RecordTimelineProps } from "@/modules/records/ui/record-screen";
import { RecordTimeline } from "@/modules/records/ui/record-timeline";
import { useFieldSources } from "@/ui/fields/field-sources";

const kinds = ["deal", "lead", "contact", "account"] as const;

export function TaskChanges(props: RecordTimelineProps) {
  const { record } = props;
  const sources = useFieldSources();
  const about = kinds.flatMap((kind) => {
    const id = record[`${kind}Id`];
    return typeof id === "string" ? [{ kind, id }] : [];
  });
  return (
    <>
      {about.map(({ kind, id }) => (
        <Text size="sm" key={id} mb="xs">
          Also on the timeline of the {kind}{" "}
          <Anchor component={Link} href={`/${kind}s/${id}`} underline="always">
            {sources.nameOf?.("record", kind, id) ?? "it is about"}
          </Anchor>
        </Text>
      ))}
      <RecordTimeline {...props} />
    </>
  );
}
