"use client";
/** The security log: who came in, who was refused, who changed what others may. It is only ever added to. */
import { Badge, Button, Code, Group, Select } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useDebouncedValue } from "@mantine/hooks";
import { IconShieldCheck, IconShieldExclamation } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { browserName } from "@/modules/sessions/ui/browser-name";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useTRPC, useTRPCClient } from "@/surfaces/rpc/client";
import { usePages } from "@/surfaces/rpc/use-pages";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { RelativeTime } from "@/ui/fields/relative-time";
import { SettingsPage } from "@/ui/settings/settings-layout";
import { SettingsList, SettingsListSkeleton, SettingsRow } from "@/ui/settings/settings-list";
import { detailWords, type EventName, eventNames, eventWords, isAlarming, isEventName } from "./event-words";

export function SecurityLogPage() {
  return (
    <PermissionGate permission="security:read">
      <SecurityLog />
    </PermissionGate>
  );
}

const eventChoices = Object.entries(eventNames).map(([value, label]) => ({ value, label }));
const dayStart = (day: string | null, plusDays = 0): string | undefined => {
  if (!day) return undefined;
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + plusDays);
  return start.toISOString();
};

function SecurityLog() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [event, setEvent] = useState<EventName | null>(null);
  const [userId, setUserId] = useState<string | null>(null);
  const [search, setSearch] = useState("");
  const [searched] = useDebouncedValue(search, 200);
  const [from, setFrom] = useState<string | null>(null);
  const [until, setUntil] = useState<string | null>(null);
  const people = useQuery(
    trpc.users.list.queryOptions(
      { limit: 50, search: userId ? undefined : searched || undefined },
      { placeholderData: (before) => before },
    ),
  );
  const input = {
    limit: 50,
    event: event ?? undefined,
    userId: userId ?? undefined,
    createdAfter: dayStart(from),
    createdBefore: dayStart(until, 1),
  };
  const events = usePages(trpc.security.list.pathKey(), input, (cursor) =>
    client.security.list.query({ ...input, cursor }),
  );
  const found = events.rows;
  const isFiltered = Boolean(event || userId || from || until);
  function showAll() {
    setEvent(null);
    setUserId(null);
    setSearch("");
    setFrom(null);
    setUntil(null);
  }
  return (
    <SettingsPage
      title="Security log"
      description="Sign-ins, refusals, keys and roles. Nobody can change or delete an entry."
      actions={
        <Button variant="default" loading={events.isRefetching} onClick={() => events.refetch()}>
          Look again
        </Button>
      }
    >
      <Group gap={8} mb={12}>
        <Select
          aria-label="Event"
          placeholder="Any event"
          w={230}
          searchable
          clearable
          clearButtonProps={{ "aria-label": "Any event" }}
          data={eventChoices}
          value={event}
          onChange={(next) => setEvent(next && isEventName(next) ? next : null)}
        />
        <Select
          aria-label="Person"
          placeholder="Anyone"
          w={190}
          searchable
          clearable
          clearButtonProps={{ "aria-label": "Anyone" }}
          data={people.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          searchValue={search}
          onSearchChange={setSearch}
          value={userId}
          onChange={setUserId}
        />
        <DateInput
          aria-label="From"
          placeholder="From"
          w={140}
          valueFormat="D MMM YYYY"
          clearable
          clearButtonProps={{ "aria-label": "From any day" }}
          value={from}
          onChange={setFrom}
        />
        <DateInput
          aria-label="Until"
          placeholder="Until"
          w={140}
          valueFormat="D MMM YYYY"
          clearable
          clearButtonProps={{ "aria-label": "Until any day" }}
          value={until}
          onChange={setUntil}
        />
        {isFiltered ? (
          <Button variant="subtle" onClick={showAll}>
            Show all
          </Button>
        ) : null}
      </Group>
      {events.isPending ? <SettingsListSkeleton rows={8} /> : null}
      {events.isError && !events.data ? (
        <ErrorState error={events.error} onRetry={() => events.refetch()} />
      ) : null}
      {events.data && found.length === 0 ? (
        <EmptyState
          icon={<IconShieldCheck size={22} />}
          title={isFiltered ? "Nothing matches" : "Nothing has happened yet"}
        >
          {isFiltered ? "Look at other days, people or events." : "Sign-ins and refusals appear here."}
        </EmptyState>
      ) : null}
      {found.length > 0 ? (
        <SettingsList label="Security events">
          {found.map((entry) => {
            const isAlarm = isAlarming(entry.event);
            return (
              <SettingsRow
                key={entry.id}
                icon={
                  isAlarm ? (
                    <IconShieldExclamation size={20} stroke={1.6} color="var(--m-warning)" />
                  ) : (
                    <IconShieldCheck size={20} stroke={1.6} />
                  )
                }
                title={eventWords(entry.event)}
                badges={
                  <>
                    {entry.userName ? <Badge color="gray">{entry.userName}</Badge> : null}
                    {isAlarm ? <Badge color="yellow">Refused</Badge> : null}
                  </>
                }
                facts={
                  <>
                    <RelativeTime at={entry.createdAt} />
                    {entry.ip ? ` · ${entry.ip}` : ""}
                    {entry.userAgent ? ` · ${browserName(entry.userAgent)}` : ""}
                    {entry.requestId ? (
                      <>
                        {" "}
                        · <Code>{entry.requestId}</Code>
                      </>
                    ) : null}
                    {Object.keys(entry.detail).length > 0 ? <div>{detailWords(entry.detail)}</div> : null}
                  </>
                }
              />
            );
          })}
        </SettingsList>
      ) : null}
      {events.hasNextPage ? (
        <Button
          mt="sm"
          variant="default"
          loading={events.isFetchingNextPage}
          onClick={() => events.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </SettingsPage>
  );
}
