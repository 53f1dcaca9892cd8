"use client";
/** Where I am signed in, ending one session, or all of them at once. */
import { Badge, Button } from "@mantine/core";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { confirm } from "@/modules/users/ui/confirm";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { ErrorState } from "@/ui/feedback/states";
import { RelativeTime } from "@/ui/fields/relative-time";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";
import { browserName } from "./browser-name";

export function SessionsSection() {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const sessions = useQuery(trpc.sessions.list.queryOptions({ limit: 100 }));
  const listKey = trpc.sessions.list.pathKey();
  const revoke = useMutation(trpc.sessions.revoke.mutationOptions(outcome("Signed out there", listKey)));
  const revokeOthers = useMutation(
    trpc.sessions.revokeAll.mutationOptions(
      outcome(
        ({ revoked }: { revoked: number }) =>
          revoked === 1 ? "1 other session ended" : `${revoked} other sessions ended`,
        listKey,
      ),
    ),
  );
  const revokeEverywhere = useMutation(
    trpc.sessions.revokeAll.mutationOptions({
      onSuccess: () => window.location.assign("/sign-in?notice=signed-out-everywhere"),
      onError: notifyError,
    }),
  );
  const hasOthers = (sessions.data?.items.length ?? 0) > 1;
  return (
    <SettingsSection
      title="Where you are signed in"
      description="If you do not know one of these, end it and change your password."
      actions={
        <>
          {hasOthers ? (
            <Button
              variant="default"
              loading={revokeOthers.isPending}
              onClick={() => revokeOthers.mutate({ keepCurrent: true })}
            >
              End all others
            </Button>
          ) : null}
          <Button
            variant="default"
            loading={revokeEverywhere.isPending}
            onClick={() =>
              confirm({
                title: "Sign out everywhere?",
                text: "All your sessions end at once, this one too. Personal tokens and API keys go on working.",
                action: "Sign out everywhere",
                onConfirm: () => revokeEverywhere.mutate({ keepCurrent: false }),
              })
            }
          >
            Sign out everywhere
          </Button>
        </>
      }
    >
      {sessions.isPending ? <SettingsListSkeleton rows={2} /> : null}
      {sessions.isError ? <ErrorState error={sessions.error} onRetry={() => sessions.refetch()} /> : null}
      {sessions.data ? (
        <SettingsList label="Your sessions">
          {sessions.data.items.map((session) => (
            <SettingsRow
              key={session.id}
              icon={
                /iPhone|Android|Mobile/.test(session.userAgent) ? (
                  <IconDeviceMobile size={20} stroke={1.6} />
                ) : (
                  <IconDeviceDesktop size={20} stroke={1.6} />
                )
              }
              title={browserName(session.userAgent)}
              badges={session.isCurrent ? <Badge>This one</Badge> : null}
              facts={
                <>
                  {session.ip} · last used <RelativeTime at={session.lastSeenAt} /> · signed in{" "}
                  <RelativeTime at={session.createdAt} />
                </>
              }
              actions={
                session.isCurrent ? null : (
                  <Button
                    variant="default"
                    aria-label={`End ${browserName(session.userAgent)} of ${session.ip}`}
                    loading={revoke.isPending && revoke.variables?.sessionId === session.id}
                    onClick={() => revoke.mutate({ sessionId: session.id })}
                  >
                    End
                  </Button>
                )
              }
            />
          ))}
        </SettingsList>
      ) : null}
    </SettingsSection>
  );
}
