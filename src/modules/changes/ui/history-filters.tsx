"use client";
// What the history shows: whose changes, by which way, and how far back. The address holds it, so a link shares it.
import { Select } from "@mantine/core";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { ReferenceEditor } from "@/ui/fields/reference-editor";
import classes from "./history.module.css";

const ways = [
  { value: "rpc", label: "In the app" },
  { value: "import", label: "Import" },
  { value: "rest", label: "API" },
  { value: "job", label: "Automation" },
  { value: "form", label: "Web form" },
];
const spans = [
  { value: "1", label: "Last 24 hours" },
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
  { value: "90", label: "Last 90 days" },
];

const person: FieldDescriptor = {
  key: "user",
  label: "Person",
  kind: "user",
  description: "",
  isRequired: false,
  isReadOnly: false,
  isSearchable: false,
  isFilterable: false,
  isSortable: false,
  isImportable: false,
  isPersonal: false,
  isCustom: false,
};

export interface HistoryFilter {
  userId?: string;
  source?: string;
  since?: string;
}

type Name = "user" | "via" | "days";

export function useHistoryFilter() {
  const params = useSearchParams();
  const pathname = usePathname();
  const user = params.get("user") ?? undefined;
  const via = params.get("via") ?? undefined;
  const days = spans.find(({ value }) => value === params.get("days"))?.value;
  const set = useCallback(
    (name: Name, value: string | null) => {
      const next = new URLSearchParams(window.location.search);
      if (value) next.set(name, value);
      else next.delete(name);
      window.history.replaceState(null, "", `${pathname}${next.size > 0 ? `?${next}` : ""}`);
    },
    [pathname],
  );
  // To the minute: a span that moves with every drawing would be another question each time.
  const filter = useMemo<HistoryFilter>(
    () => ({
      userId: user,
      source: via,
      since: days
        ? new Date(Math.floor(Date.now() / 60_000) * 60_000 - Number(days) * 86_400_000).toISOString()
        : undefined,
    }),
    [user, via, days],
  );
  return { filter, user, via, days, set, isFiltered: Boolean(user || via || days) };
}

interface HistoryFiltersProps
  extends Pick<ReturnType<typeof useHistoryFilter>, "user" | "via" | "days" | "set"> {
  /** False: only the reader's own changes are there to be seen. */
  withPeople: boolean;
}

export function HistoryFilters({ user, via, days, set, withPeople }: HistoryFiltersProps) {
  return (
    <search className={classes.filters} aria-label="Filter the history">
      {withPeople ? (
        <div className={classes.person}>
          <ReferenceEditor
            shared={{ "aria-label": "Person", placeholder: "Any person" }}
            field={person}
            value={user ?? null}
            onChange={(value) => set("user", typeof value === "string" ? value : null)}
          />
        </div>
      ) : null}
      <Select
        aria-label="Way"
        placeholder="Any way"
        clearable
        data={ways}
        value={via ?? null}
        onChange={(value) => set("via", value)}
      />
      <Select
        aria-label="When"
        placeholder="Any time"
        clearable
        data={spans}
        value={days ?? null}
        onChange={(value) => set("days", value)}
      />
    </search>
  );
}
