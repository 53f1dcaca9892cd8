"use client";
/** The developer mailbox: what would have been mailed if there were an SMTP server. Links in it work. */
import { ActionIcon, Anchor, Badge, Text, Title, Tooltip } from "@mantine/core";
import { IconMail, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/surfaces/rpc/client";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { RelativeTime } from "@/ui/fields/relative-time";
import { SettingsListSkeleton } from "@/ui/settings/settings-list";
import classes from "./mailbox.module.css";

export function MailboxPage() {
  const trpc = useTRPC();
  const mails = useQuery(trpc.mailbox.list.queryOptions({}, { refetchInterval: 3_000 }));
  const [openId, setOpenId] = useState<string>();
  const open = mails.data?.find((mail) => mail.id === openId) ?? mails.data?.[0];
  return (
    <main className={classes.page}>
      <header className={classes.header}>
        <div>
          <Title order={1}>Mailbox</Title>
          <Text size="sm" c="dimmed">
            No SMTP server is set, so outgoing mail is kept here for 30 days instead of being sent.
          </Text>
        </div>
        <Tooltip label="Look again">
          <ActionIcon
            aria-label="Look again"
            loading={mails.isFetching && mails.isFetchedAfterMount}
            onClick={() => mails.refetch()}
          >
            <IconRefresh size={17} />
          </ActionIcon>
        </Tooltip>
      </header>
      {mails.isPending ? <SettingsListSkeleton /> : null}
      {mails.isError && !mails.data ? <MailboxFailure error={mails.error} onRetry={mails.refetch} /> : null}
      {mails.data?.length === 0 ? (
        <EmptyState icon={<IconMail size={22} />} title="No mail yet">
          Invitations, links for a new password and confirmations of addresses appear here.
        </EmptyState>
      ) : null}
      {open && mails.data ? (
        <div className={classes.columns}>
          <ul className={classes.list} aria-label="Mails">
            {mails.data.map((mail) => (
              <li key={mail.id}>
                <button
                  type="button"
                  className={classes.item}
                  aria-current={mail.id === open.id}
                  onClick={() => setOpenId(mail.id)}
                >
                  <span className={classes.itemTop}>
                    <span className={classes.to}>{mail.to}</span>
                    <span className={classes.when}>
                      <RelativeTime at={mail.createdAt} />
                    </span>
                  </span>
                  <span className={classes.subject}>{mail.subject}</span>
                </button>
              </li>
            ))}
          </ul>
          <article className={classes.mail} aria-label={open.subject}>
            <Title order={2}>{open.subject}</Title>
            <Text size="sm" c="dimmed">
              to <Badge color="gray">{open.to}</Badge>
            </Text>
            <div className={classes.text}>
              <LinkedText text={open.text} />
            </div>
          </article>
        </div>
      ) : null}
    </main>
  );
}

function MailboxFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const isClosed =
    typeof error === "object" &&
    error !== null &&
    "data" in error &&
    (error.data as { httpStatus?: number } | null)?.httpStatus === 404;
  if (!isClosed) return <ErrorState error={error} onRetry={onRetry} />;
  return (
    <EmptyState icon={<IconMail size={22} />} title="There is no mailbox here">
      Mails are sent through an SMTP server, or this page is asked for from another machine.
    </EmptyState>
  );
}

/** Text whose addresses can be followed. */
function LinkedText({ text }: { text: string }) {
  const parts = text.split(/(https?:\/\/\S+)/);
  let at = 0;
  return parts.map((part) => {
    const key = at;
    at += part.length + 1;
    return /^https?:\/\//.test(part) ? (
      <Anchor key={key} href={part} inherit underline="always">
        {part}
      </Anchor>
    ) : (
      <span key={key}>{part}</span>
    );
  });
}
