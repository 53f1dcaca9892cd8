"use client";
// On a record's page: those that may be the same, to be merged by whoever may; others are told whom to ask.
import { Button } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { type RecordScreen, recordHref, resourceOf } from "@/modules/records/ui/record-screen";
import { useSuspects } from "@/modules/records/ui/suspects";
import { AskWho } from "@/modules/users/ui/who-may";
import type { RecordRow } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { latePart } from "@/ui/late/late-part";
import classes from "./merge.module.css";
import { useMergeActions } from "./use-merge";

const MergeSheet = latePart(() => import("./merge-sheet").then((part) => part.MergeSheet));
const mostOthers = 4;
const mostNamed = 2;

interface PossibleDuplicatesProps {
  screen: RecordScreen;
  record: RecordRow;
  canMerge: boolean;
  onMerged: (record: RecordRow) => void;
}

export function PossibleDuplicates({ screen, record, canMerge, onMerged }: PossibleDuplicatesProps) {
  const suspects = useSuspects(screen, record.id).filter((one) => one.recordType === screen.name);
  const { keepSeparate } = useMergeActions(screen);
  const [isOpen, setIsOpen] = useState(false);
  if (suspects.length === 0) return null;
  const ids = [record.id, ...suspects.map((one) => one.id)];
  return (
    <section className={classes.banner} aria-label="Possible duplicates">
      <IconCopy size={16} aria-hidden />
      <span className={classes.bannerText}>
        <b>Possible duplicates: {suspects.length}</b>{" "}
        {suspects.slice(0, mostNamed).map((one) => (
          <span key={one.id}>
            · <Link href={recordHref(screen, one.id)}>{one.name}</Link>{" "}
            <span className={classes.hint}>{one.reasons.join(", ")} </span>
          </span>
        ))}
      </span>
      {canMerge ? (
        <>
          <Button size="compact-sm" variant="default" onClick={() => setIsOpen(true)}>
            Compare and merge
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            // Whether the others are one is another question.
            onClick={() => void keepSeparate(ids, record.id).catch(notifyError)}
          >
            Keep separate
          </Button>
        </>
      ) : (
        <AskWho permission={`${resourceOf(screen)}:merge`} what="merge them or keep them separate" />
      )}
      {isOpen ? (
        <MergeSheet
          screen={screen}
          ids={ids.slice(0, mostOthers + 1)}
          onClose={() => setIsOpen(false)}
          onMerged={onMerged}
        />
      ) : null}
    </section>
  );
}
