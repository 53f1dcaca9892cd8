"use client";
// The merges of a record where people meet them: in its timeline, and on the page of an id that became part of it.
import { Button, CloseButton } from "@mantine/core";
import { IconArrowsJoin2, IconArrowsSplit2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type RecordScreen, resourceOf } from "@/modules/records/ui/record-screen";
import { useMay } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { useFieldSources } from "@/ui/fields/field-sources";
import { RelativeTime } from "@/ui/fields/relative-time";
import type { MergeEntry } from "../schema";
import classes from "./merge.module.css";
import { mergeKeys, useMergeActions } from "./use-merge";

interface OfRecord {
  screen: RecordScreen;
  record: RecordRow;
}

function useJournal({ screen, record }: OfRecord): MergeEntry[] | undefined {
  const client = useTRPCClient();
  const { data } = useQuery({
    queryKey: mergeKeys.journal(screen.name, record.id),
    queryFn: ({ signal }) =>
      client.merge.list.query({ recordType: screen.name, recordId: record.id, limit: 100 }, { signal }),
  });
  return data;
}

const nameOf = ({ id, name }: MergeEntry["merged"][number]): string => name ?? `…${id.slice(-6)}`;

function UnmergeButton({ screen, record, entry }: OfRecord & { entry: MergeEntry }) {
  const { unmerge } = useMergeActions(screen);
  const may = useMay();
  const [isBusy, setIsBusy] = useState(false);
  // What is nested is taken apart from the outside in.
  const isNested = entry.winnerId !== record.id;
  if (entry.undoneAt || isNested || !may(`${resourceOf(screen)}:merge`, record)) return null;
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isBusy}
      leftSection={<IconArrowsSplit2 size={13} />}
      onClick={() => {
        setIsBusy(true);
        unmerge(entry.id)
          .catch(notifyError)
          .finally(() => setIsBusy(false));
      }}
    >
      Un-merge
    </Button>
  );
}

/** In the timeline, under "merged …": what became part of the record, and the way back. */
export function MergeBody({ screen, record, mergeId }: OfRecord & { mergeId: string }) {
  const entry = useJournal({ screen, record })?.find((one) => one.id === mergeId);
  if (!entry) return null;
  return (
    <div className={classes.journal}>
      <span>{entry.merged.map(nameOf).join(", ")}</span>
      {entry.undoneAt ? (
        <span className={classes.hint}>
          un-merged <RelativeTime at={entry.undoneAt} />
        </span>
      ) : null}
      <UnmergeButton screen={screen} record={record} entry={entry} />
    </div>
  );
}

/** On the page that an old id leads to: what it was, and what it became. */
export function BecameNote({
  screen,
  record,
  was,
  onClose,
}: OfRecord & { was: string; onClose?: () => void }) {
  const journal = useJournal({ screen, record });
  const sources = useFieldSources();
  const entry = journal?.find((one) => !one.undoneAt && one.mergedIds.includes(was));
  const merged = entry?.merged.find((one) => one.id === was);
  // Un-merged meanwhile: the old id stands for itself again.
  if (journal && !entry) return null;
  const by = entry?.createdBy ? sources.nameOf?.("user", undefined, entry.createdBy) : undefined;
  return (
    <div role="status" className={classes.banner}>
      <IconArrowsJoin2 size={16} aria-hidden />
      <span className={classes.bannerText}>
        {merged ? <b>{nameOf(merged)}</b> : `The ${screen.noun.one} you asked for`} was merged into this{" "}
        {screen.noun.one}
        {entry ? (
          <>
            {" "}
            <RelativeTime at={entry.createdAt} />
          </>
        ) : null}
        {by ? ` by ${by}` : ""}.
      </span>
      {entry ? <UnmergeButton screen={screen} record={record} entry={entry} /> : null}
      {onClose ? (
        <CloseButton
          size="sm"
          className={classes.bannerClose}
          aria-label="Close this note"
          onClick={onClose}
        />
      ) : null}
    </div>
  );
}
