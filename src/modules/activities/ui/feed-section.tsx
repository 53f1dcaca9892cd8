"use client";
// One's calendar in other programs: a secret address to make, to make anew and to withdraw.
import { Button, Group } from "@mantine/core";
import { IconCalendarShare } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { confirm } from "@/modules/users/ui/confirm";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { ErrorState } from "@/ui/feedback/states";
import { RelativeTime } from "@/ui/fields/relative-time";
import { SecretOnce } from "@/ui/settings/secret-once";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";

export function FeedSection() {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [url, setUrl] = useState<string | null>(null);
  const feed = useQuery(trpc.activities.getFeed.queryOptions({}));
  const changed = trpc.activities.getFeed.queryKey();
  const create = useMutation(
    trpc.activities.createFeed.mutationOptions({
      ...outcome("Address made", changed),
      onSuccess: async (made) => {
        setUrl(made.url);
        await outcome("Address made", changed).onSuccess(made);
      },
    }),
  );
  const remove = useMutation(
    trpc.activities.deleteFeed.mutationOptions({
      ...outcome("Address withdrawn; it no longer works", changed),
      onSuccess: async (state) => {
        setUrl(null);
        await outcome("Address withdrawn; it no longer works", changed).onSuccess(state);
      },
    }),
  );
  return (
    <SettingsSection
      title="Calendar feed"
      description="Your events and dated tasks in any calendar that can subscribe to an address (iCalendar)."
      actions={
        feed.data && !feed.data.isActive ? (
          <Button variant="default" loading={create.isPending} onClick={() => create.mutate({})}>
            Make an address
          </Button>
        ) : null
      }
    >
      {feed.error ? <ErrorState error={feed.error} onRetry={() => void feed.refetch()} /> : null}
      {feed.isPending ? <SettingsListSkeleton rows={1} /> : null}
      {url ? <SecretOnce label="address" secret={url} onDone={() => setUrl(null)} /> : null}
      {feed.data?.isActive && feed.data.createdAt ? (
        <SettingsList label="Calendar feed">
          <SettingsRow
            icon={<IconCalendarShare size={20} stroke={1.6} />}
            title="Secret address"
            facts={
              <>
                Made <RelativeTime at={feed.data.createdAt} /> ·{" "}
                {feed.data.lastReadAt ? (
                  <>
                    last read <RelativeTime at={feed.data.lastReadAt} />
                  </>
                ) : (
                  "not read yet"
                )}
              </>
            }
            actions={
              <Group gap={8}>
                <Button
                  variant="default"
                  onClick={() =>
                    confirm({
                      title: "Make a new address?",
                      text: "The present one stops working: calendars that use it must be given the new one.",
                      action: "Make a new one",
                      onConfirm: () => create.mutate({}),
                    })
                  }
                >
                  Make anew
                </Button>
                <Button
                  variant="default"
                  onClick={() =>
                    confirm({
                      title: "Withdraw the address?",
                      text: "Calendars that use it show your days no longer.",
                      action: "Withdraw",
                      onConfirm: () => remove.mutate({}),
                    })
                  }
                >
                  Withdraw
                </Button>
              </Group>
            }
          />
        </SettingsList>
      ) : null}
    </SettingsSection>
  );
}
