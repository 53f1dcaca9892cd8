"use client";
// Whose clock a calendar shows: one's own, or that of the people one plans with.
import { Select } from "@mantine/core";
import { useMemo } from "react";
import { ownTimeZone } from "./moment-text";

/** "America/New_York" as "New York". */
export const placeOf = (zone: string): string => zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;

/** "Europe/Berlin" as "Berlin, GMT+2". */
function describe(zone: string, locale: string): string {
  const place = placeOf(zone);
  const offset = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "shortOffset" })
    .formatToParts(new Date())
    .find((part) => part.type === "timeZoneName")?.value;
  return offset ? `${place}, ${offset}` : place;
}

interface ZoneSelectProps {
  /** In sight where the select stands among other inputs; else it is only read out. */
  label?: string;
  description?: string | undefined;
  zone: string;
  locale: string;
  /** Null where the reader's own is chosen. */
  onChange: (zone: string | null) => void;
}

export function ZoneSelect({ label, description, zone, locale, onChange }: ZoneSelectProps) {
  const own = ownTimeZone();
  const data = useMemo(() => {
    const all = new Set([own, zone, "UTC", ...Intl.supportedValuesOf("timeZone")]);
    return [...all].map((value) => ({
      value,
      label: value === own ? `${describe(value, locale)} (yours)` : describe(value, locale),
    }));
  }, [own, zone, locale]);
  return (
    <Select
      {...(label ? { label, description } : { size: "xs", w: 210, "aria-label": "Time zone" })}
      searchable
      allowDeselect={false}
      limit={60}
      nothingFoundMessage="No such zone"
      data={data}
      // What is typed takes the place of the zone that is shown.
      onClick={(event) => event.currentTarget.select()}
      value={zone}
      onChange={(next) => onChange(next === own ? null : next)}
    />
  );
}
