"use client";
// Whose clock a calendar shows: one's own, or that of the people one plans with.
import { Select } from "@mantine/core";
import { useMemo } from "react";
import { ownTimeZone } from "./moment-text";

/** "Europe/Berlin" as "Berlin, GMT+2". */
function describe(zone: string, locale: string): string {
  const place = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  const offset = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "shortOffset" })
    .formatToParts(new Date())
    .find((part) => part.type === "timeZoneName")?.value;
  return offset ? `${place}, ${offset}` : place;
}

interface ZoneSelectProps {
  zone: string;
  locale: string;
  onChange: (zone: string | null) => void;
}

export function ZoneSelect({ zone, locale, onChange }: ZoneSelectProps) {
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
      size="xs"
      w={210}
      aria-label="Time zone"
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
