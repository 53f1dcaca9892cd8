"use client";
// Colleagues who work on a deal beside its owner: to them it counts as one of their own.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { RelatedCard, RelatedRow } from "@/modules/records/ui/related-card";
import { useMay } from "@/modules/records/ui/viewer";
import { PersonPicker } from "@/modules/users/ui/person-picker";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { Person } from "@/ui/fields/person";
import classes from "./stage-bar.module.css";

export function Collaborators({ deal }: { deal: RecordRow }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const may = useMay();
  const canWrite = may("deals:write", deal);
  const [isAdding, setIsAdding] = useState(false);
  const queryKey = recordKeys.related("deals", deal.id, "collaborators");
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.deals.listCollaborators.query({ dealId: deal.id }, { signal }),
  });
  const ids = (data ?? []).map((one) => one.userId);

  async function set(userIds: string[]) {
    setIsAdding(false);
    try {
      queryClient.setQueryData(
        queryKey,
        await client.deals.setCollaborators.mutate({ dealId: deal.id, userIds }),
      );
    } catch (error) {
      notifyError(error);
    }
  }

  if (!canWrite && ids.length === 0) return null;
  return (
    <RelatedCard
      title="Working on it"
      count={ids.length || undefined}
      action={
        canWrite ? (
          <Tooltip label="Ask a colleague in">
            <ActionIcon
              aria-label="Ask a colleague into this deal"
              aria-expanded={isAdding}
              onClick={() => setIsAdding(!isAdding)}
            >
              <IconPlus size={15} />
            </ActionIcon>
          </Tooltip>
        ) : null
      }
      footer={
        ids.length === 0 && !isAdding
          ? "Only its owner so far. Whoever you ask in may do with it what they may do with deals of their own."
          : undefined
      }
    >
      {isAdding ? (
        <li className={classes.inset}>
          <PersonPicker
            label="Colleague to ask in"
            isBare
            autoFocus
            value={null}
            onChange={(userId) => userId && void set([...ids, userId])}
          />
        </li>
      ) : null}
      {(data ?? []).map(({ userId, name }) => (
        <RelatedRow
          key={userId}
          end={
            canWrite ? (
              <ActionIcon
                size="sm"
                style={{ marginInlineStart: "auto" }}
                aria-label={`${name} no longer works on it`}
                onClick={() => void set(ids.filter((id) => id !== userId))}
              >
                <IconX size={13} />
              </ActionIcon>
            ) : null
          }
        >
          <Person name={name} />
        </RelatedRow>
      ))}
    </RelatedCard>
  );
}
