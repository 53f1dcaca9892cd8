"use client";
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
// The full page of one record of any type.
import { NoAccess } from "@/modules/users/ui/no-access";
import type { RecordRow } from "@/surfaces/rpc/records";
import { useCommands } from "@/ui/commands/command-provider";
import { rememberRecent } from "@/ui/commands/command-store";
import { ErrorState } from "@/ui/feedback/states";
import { RecordPage, RecordSkeleton } from "@/ui/record/record-page";
import { GoneRecord } from "./gone-record";
import { neighboursOf } from "./neighbours";
import { useRecord, useRecordParts } from "./record-parts";
import { type RecordScreen, recordHref, resourceOf, titleOf } from "./record-screen";
import { statusOf } from "./save-field";
import { useScope } from "./viewer";

export function RecordView({ screen, id }: { screen: RecordScreen; id: string }) {
  const scope = useScope();
  const { data, error, refetch } = useRecord(screen, id);
  const permission = `${resourceOf(screen)}:read`;
  if (!scope(permission)) return <NoAccess permission={permission} />;
  // Before what is in the cache: a record that was open when it was deleted is a ghost there.
  if (statusOf(error) === 404) return <GoneRecord screen={screen} id={id} last={data} />;
  if (data) return <OpenRecord screen={screen} record={data} asked={id} key={id} />;
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <RecordSkeleton />;
}

interface OpenRecordProps {
  screen: RecordScreen;
  record: RecordRow;
  /** The id of the address; another one than the record's when that was merged away. */
  asked: string;
}

function OpenRecord({ screen, record, asked }: OpenRecordProps) {
  const router = useRouter();
  const was = useSearchParams().get("was") ?? (asked === record.id ? undefined : asked);
  const title = titleOf(screen, record);
  const href = recordHref(screen, record.id);
  const parts = useRecordParts({
    screen,
    record,
    was,
    onDeleted: () => router.push(`/${screen.plural}`),
    onBecame: (id) => router.replace(recordHref(screen, id)),
  });
  // An old id leads to what it became, under that one's own address.
  useEffect(() => {
    if (asked !== record.id) router.replace(`${href}?was=${asked}`);
  }, [asked, record.id, href, router]);
  // Known in the browser alone: read after the first drawing, which must be the server's.
  const [{ previous, next }, setNeighbours] = useState<{ previous?: string; next?: string }>({});
  useEffect(() => setNeighbours(neighboursOf(screen.plural, record.id)), [screen.plural, record.id]);
  useEffect(() => {
    document.title = `${title} · Meridian`;
    rememberRecent({ id: record.id, label: title, href, recordType: screen.label });
  }, [title, record.id, href, screen.label]);

  const go = (to: string | undefined) => to && router.push(recordHref(screen, to));
  useCommands([
    {
      id: "record-previous",
      label: `Previous ${screen.noun.one}`,
      group: screen.label,
      shortcut: "[",
      run: () => go(previous),
      isEnabled: () => previous !== undefined,
    },
    {
      id: "record-next",
      label: `Next ${screen.noun.one}`,
      group: screen.label,
      shortcut: "]",
      run: () => go(next),
      isEnabled: () => next !== undefined,
    },
  ]);

  return (
    <>
      <RecordPage
        title={title}
        kind={screen.label}
        subtitle={screen.subtitle?.(record)}
        isOrganisation={screen.isOrganisation}
        actions={
          <>
            <Tooltip label={`All ${screen.noun.many}`}>
              <ActionIcon component={Link} href={`/${screen.plural}`} aria-label={`All ${screen.noun.many}`}>
                <IconArrowLeft size={16} />
              </ActionIcon>
            </Tooltip>
            {previous || next ? (
              <>
                <ActionIcon
                  aria-label={`Previous ${screen.noun.one}`}
                  aria-keyshortcuts="["
                  disabled={!previous}
                  onClick={() => go(previous)}
                >
                  <IconChevronUp size={16} />
                </ActionIcon>
                <ActionIcon
                  aria-label={`Next ${screen.noun.one}`}
                  aria-keyshortcuts="]"
                  disabled={!next}
                  onClick={() => go(next)}
                >
                  <IconChevronDown size={16} />
                </ActionIcon>
              </>
            ) : null}
            {parts.actions}
          </>
        }
        presence={parts.presence}
        banner={parts.banner}
        composer={parts.composer}
        details={parts.details}
        aside={parts.related}
      >
        {parts.timeline}
      </RecordPage>
      {parts.dialogs}
    </>
  );
}
