"use client";
// In the place of a record that is not there, or not any more: what it was, who deleted it, and the ways on.
import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useState } from "react";
import { type RecordRow, recordKeys, useRecordCalls } from "@/surfaces/rpc/records";
import { announce } from "@/ui/feedback/live-announcer";
import { notifyError } from "@/ui/feedback/notify";
import { EmptyState } from "@/ui/feedback/states";
import { useFieldSources } from "@/ui/fields/field-sources";
import { RelativeTime } from "@/ui/fields/relative-time";
import { useRecordCache } from "./cache";
import type { Deletion } from "./live-records";
import { type RecordScreen, resourceOf, titleOf } from "./record-screen";
import classes from "./records.module.css";
import { useMay, useViewer } from "./viewer";

interface GoneRecordProps {
  screen: RecordScreen;
  id: string;
  /** As it was last shown. */
  last?: RecordRow;
}

export function GoneRecord({ screen, id, last }: GoneRecordProps) {
  const may = useMay();
  const calls = useRecordCalls(screen);
  const cache = useRecordCache(screen);
  const deletion = useQueryClient().getQueryData<Deletion>(recordKeys.gone(screen.plural, id));
  const [isBusy, setIsBusy] = useState(false);
  const { one, many } = screen.noun;
  const title = last ? `${titleOf(screen, last)} is not here any more` : `There is no such ${one}`;
  useEffect(() => announce(title), [title]);

  async function restore() {
    setIsBusy(true);
    try {
      cache.put(await calls.restore(id));
      cache.refreshLists();
    } catch (error) {
      notifyError(error);
      setIsBusy(false);
    }
  }

  return (
    <div className={classes.gone}>
      <EmptyState
        icon={<screen.icon size={22} />}
        title={title}
        action={
          <>
            <Button component={Link} href={`/${screen.plural}`} variant="default">
              All {many}
            </Button>
            {last ? null : (
              <Button component={Link} href="/history" variant="default">
                Open the history
              </Button>
            )}
            {last && deletion && may(`${resourceOf(screen)}:delete`, last) ? (
              <Button
                loading={isBusy}
                leftSection={<IconArrowBackUp size={15} />}
                onClick={() => void restore()}
              >
                Restore
              </Button>
            ) : null}
          </>
        }
      >
        {deletion ? (
          <DeletedBy noun={one} deletion={deletion} />
        ) : last ? (
          `This ${one} was deleted, or it is no longer yours to see.`
        ) : (
          "It may have been deleted, or it belongs to another workspace. What was deleted within 30 days can be brought back from the history."
        )}
      </EmptyState>
    </div>
  );
}

function DeletedBy({ noun, deletion }: { noun: string; deletion: Deletion }) {
  const sources = useFieldSources();
  const viewer = useViewer();
  const name =
    deletion.actorId === viewer.userId
      ? "You"
      : (sources.nameOf?.("user", undefined, deletion.actorId) ?? "Someone");
  return (
    <>
      {name} deleted this {noun} <RelativeTime at={deletion.at} />.
    </>
  );
}
