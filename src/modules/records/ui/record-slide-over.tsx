"use client";
// The record beside its list, with its own address: the same parts as its page.
import type { RecordRow } from "@/surfaces/rpc/records";
import { ErrorState } from "@/ui/feedback/states";
import { RecordSkeleton } from "@/ui/record/record-page";
import { RecordPanel } from "@/ui/record/record-panel";
import { GoneRecord } from "./gone-record";
import { useRecord, useRecordParts } from "./record-parts";
import { type RecordScreen, recordHref, titleOf } from "./record-screen";
import classes from "./records.module.css";
import { statusOf } from "./save-field";

interface RecordSlideOverProps {
  screen: RecordScreen;
  id: string;
  onClose: () => void;
  onPrevious?: () => void;
  onNext?: () => void;
}

export function RecordSlideOver(props: RecordSlideOverProps) {
  const { screen, id, onClose } = props;
  const { data, error, refetch } = useRecord(screen, id);
  const isGone = statusOf(error) === 404;
  if (data && !isGone) return <OpenRecord {...props} record={data} key={id} />;
  return (
    <RecordPanel
      title={data ? titleOf(screen, data) : error ? `This ${screen.noun.one} is not here` : "Loading"}
      kind={screen.label}
      href={recordHref(screen, id)}
      onClose={onClose}
      details={
        isGone ? (
          <GoneRecord screen={screen} id={id} last={data} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <RecordSkeleton />
        )
      }
    >
      {null}
    </RecordPanel>
  );
}

/** The same list with another record beside it: the address says which. */
function showInstead(id: string): void {
  const params = new URLSearchParams(window.location.search);
  params.set("record", id);
  window.history.replaceState(null, "", `${window.location.pathname}?${params}`);
}

function OpenRecord({
  screen,
  record,
  id,
  onClose,
  onPrevious,
  onNext,
}: RecordSlideOverProps & { record: RecordRow }) {
  const parts = useRecordParts({
    screen,
    record,
    was: id === record.id ? undefined : id,
    onDeleted: onClose,
    onBecame: showInstead,
  });
  return (
    <>
      <RecordPanel
        title={titleOf(screen, record)}
        kind={screen.label}
        subtitle={screen.subtitle?.(record)}
        isOrganisation={screen.isOrganisation}
        href={recordHref(screen, record.id)}
        onClose={onClose}
        onPrevious={onPrevious}
        onNext={onNext}
        presence={parts.presence}
        banner={parts.banner}
        composer={parts.composer}
        details={parts.details}
        aside={<div className={classes.beside}>{parts.related}</div>}
        actions={parts.actions}
      >
        {parts.timeline}
      </RecordPanel>
      {parts.dialogs}
    </>
  );
}
