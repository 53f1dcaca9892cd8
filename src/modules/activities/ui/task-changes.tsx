"use client";
// A task has no timeline of its own: it stands on that of what it is about, and here is the way there.
import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import type { RecordTimelineProps } from "@/modules/records/ui/record-screen";
import { useFieldSources } from "@/ui/fields/field-sources";

const kinds = ["deal", "lead", "contact", "account"] as const;

export function TaskChanges({ record }: RecordTimelineProps) {
  const sources = useFieldSources();
  const about = kinds.flatMap((kind) => {
    const id = record[`${kind}Id`];
    return typeof id === "string" ? [{ kind, id }] : [];
  });
  if (about.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        This task is about no record. Choose a deal, lead, contact or account, and it shows on its timeline.
      </Text>
    );
  }
  return (
    <>
      {about.map(({ kind, id }) => (
        <Text size="sm" key={id}>
          On the timeline of the {kind}{" "}
          <Anchor component={Link} href={`/${kind}s/${id}`} underline="always">
            {sources.nameOf?.("record", kind, id) ?? "it is about"}
          </Anchor>
        </Text>
      ))}
    </>
  );
}
