"use client";
// Where a form is found: its own page, and the HTML that puts it on any site.
import { Anchor, Button, CopyButton, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/surfaces/rpc/client";
import { announce } from "@/ui/feedback/live-announcer";
import { ErrorState } from "@/ui/feedback/states";
import classes from "./forms.module.css";

export function FormSnippet({ formId }: { formId: string }) {
  const trpc = useTRPC();
  const snippet = useQuery(trpc.forms.snippet.queryOptions({ formId }));
  if (snippet.error) return <ErrorState error={snippet.error} onRetry={() => void snippet.refetch()} />;
  if (!snippet.data) return <Skeleton height={200} m="md" />;
  const { html, pageUrl } = snippet.data;
  return (
    <Stack p="md" gap="lg">
      <section aria-label="Its own page">
        <Group justify="space-between" align="start" wrap="nowrap">
          <div>
            <Text fw={550}>Its own page</Text>
            <Anchor
              href={pageUrl}
              target="_blank"
              rel="noreferrer"
              size="sm"
              style={{ overflowWrap: "anywhere" }}
            >
              {pageUrl}
            </Anchor>
          </div>
          <Copy what="address" value={pageUrl} />
        </Group>
      </section>
      <section aria-label="On your site">
        <Group justify="space-between" align="start" wrap="nowrap" mb="xs">
          <div>
            <Text fw={550}>On your site</Text>
            <Text size="sm" c="dimmed">
              Put this where the form should stand. It loads nothing from here and takes your site’s own
              looks.
            </Text>
          </div>
          <Copy what="HTML" value={html} />
        </Group>
        <section className={classes.snippet} aria-label="HTML of the form" tabIndex={-1}>
          <code>{html}</code>
        </section>
      </section>
    </Stack>
  );
}

function Copy({ what, value }: { what: string; value: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          flex="none"
          leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          onClick={() => {
            copy();
            announce(`The ${what} is copied`);
          }}
        >
          {copied ? "Copied" : `Copy the ${what}`}
        </Button>
      )}
    </CopyButton>
  );
}
