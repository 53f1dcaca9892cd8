"use client";
/** Invitations that nobody has accepted yet: send again, or take back. */
import { Badge, Button } from "@mantine/core";
import { IconMailForward } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/surfaces/rpc/client";
import { ErrorState } from "@/ui/feedback/states";
import { RelativeTime } from "@/ui/fields/relative-time";
import { SettingsList, SettingsRow, SettingsSection } from "@/ui/settings/settings-list";
import { useOutcome } from "./use-outcome";

export function InvitationsSection() {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const invitations = useQuery(trpc.invitations.list.queryOptions({ limit: 100 }));
  const listKey = trpc.invitations.pathKey();
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions(
      outcome("Invitation taken back; its link no longer works", listKey),
    ),
  );
  // A second invitation replaces the first.
  const resend = useMutation(
    trpc.users.invite.mutationOptions(
      outcome((sent: { email: string }) => `New invitation mailed to ${sent.email}`, listKey),
    ),
  );
  if (invitations.isError)
    return <ErrorState error={invitations.error} onRetry={() => invitations.refetch()} />;
  const waiting = invitations.data?.items ?? [];
  if (waiting.length === 0) return null;
  return (
    <SettingsSection title="Invited" description="They have a link by mail that works for seven days.">
      <SettingsList label="Open invitations">
        {waiting.map((invitation) => (
          <SettingsRow
            key={invitation.id}
            icon={<IconMailForward size={20} stroke={1.6} />}
            title={invitation.email}
            isQuiet={invitation.status === "expired"}
            badges={
              <>
                {invitation.role ? <Badge color="gray">{invitation.role.name}</Badge> : null}
                {invitation.status === "expired" ? <Badge color="yellow">Expired</Badge> : null}
              </>
            }
            facts={
              <>
                invited <RelativeTime at={invitation.createdAt} /> ·{" "}
                {invitation.status === "expired" ? "ended" : "works until"}{" "}
                <RelativeTime at={invitation.expiresAt} />
              </>
            }
            actions={
              <>
                <Button
                  variant="default"
                  aria-label={`Send ${invitation.email} a new invitation`}
                  loading={resend.isPending && resend.variables?.email === invitation.email}
                  disabled={!invitation.role}
                  onClick={() =>
                    resend.mutate({
                      email: invitation.email,
                      role: invitation.role?.key,
                      teamId: invitation.teamId,
                    })
                  }
                >
                  Send again
                </Button>
                <Button
                  variant="default"
                  aria-label={`Take back the invitation of ${invitation.email}`}
                  loading={revoke.isPending && revoke.variables?.invitationId === invitation.id}
                  onClick={() => revoke.mutate({ invitationId: invitation.id })}
                >
                  Take back
                </Button>
              </>
            }
          />
        ))}
      </SettingsList>
    </SettingsSection>
  );
}
