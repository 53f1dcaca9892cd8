"use client";
// What came in through a form, the newest first, and what became of it.
import { Anchor, Badge, Stack } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/surfaces/rpc/client";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { RelativeTime } from "@/ui/fields/relative-time";
import { SettingsList, SettingsListSkeleton, SettingsRow } from "@/ui/settings/settings-list";
import type { Form } from "../schema";
import classes from "./forms.module.css";

const states = {
  accepted: { label: "Made a lead", color: "teal" },
  duplicate: { label: "Known already", color: "gray" },
  waiting: { label: "Waits for confirmation", color: "yellow" },
} as const;

export function FormSubmissions({ form }: { form: Form }) {
  const trpc = useTRPC();
  const sent = useQuery(trpc.forms.submissions.queryOptions({ formId: form.id }));
  if (sent.error) return <ErrorState error={sent.error} onRetry={() => void sent.refetch()} />;
  if (!sent.data) return <SettingsListSkeleton rows={3} />;
  if (sent.data.length === 0) {
    return (
      <EmptyState icon={<IconInbox size={22} />} title="Nothing has come in yet">
        What visitors send appears here, also what waits for them to confirm their address.
      </EmptyState>
    );
  }
  const labelOf = (key: string) => form.fields.find((one) => one.key === key)?.label ?? key;
  return (
    <Stack p="md">
      <SettingsList label="Sent">
        {sent.data.map(({ id, status, values, leadId, createdAt }) => (
          <SettingsRow
            key={id}
            title={[values.firstName, values.lastName].filter(Boolean).join(" ")}
            badges={<Badge color={states[status].color}>{states[status].label}</Badge>}
            facts={
              <>
                <RelativeTime at={createdAt} />
                <dl className={classes.values}>
                  {Object.entries(values).map(([key, value]) => (
                    <div key={key} style={{ display: "contents" }}>
                      <dt>{labelOf(key)}</dt>
                      <dd>{[value].flat().join(", ")}</dd>
                    </div>
                  ))}
                </dl>
              </>
            }
            actions={
              leadId ? (
                <Anchor component={Link} href={`/leads/${leadId}`} size="sm">
                  Open the lead
                </Anchor>
              ) : null
            }
          />
        ))}
      </SettingsList>
    </Stack>
  );
}
