"use client";
/** A moment as people say it ("3 min ago"), exact on hover and in the datetime attribute; it keeps itself fresh. */
import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";
import { formatExact, formatRelative } from "./format";
import { useLocale } from "./locale";

export function RelativeTime({ at }: { at: string | Date }) {
  const { tag } = useLocale();
  const moment = new Date(at);
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    setNow(new Date());
    const timer = window.setInterval(() => setNow(new Date()), 30_000);
    return () => window.clearInterval(timer);
  }, []);
  if (Number.isNaN(moment.getTime())) return <span>{String(at)}</span>;
  // Server and browser differ by a second and perhaps a time zone; the browser's word is the last.
  return (
    <Tooltip label={<span suppressHydrationWarning>{formatExact(moment, tag)}</span>}>
      <time dateTime={moment.toISOString()} suppressHydrationWarning>
        {formatRelative(moment, now, tag)}
      </time>
    </Tooltip>
  );
}
