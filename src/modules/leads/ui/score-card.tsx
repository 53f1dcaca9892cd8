"use client";
// How a lead's score came about: each time it was set, by whom, and what counted; and setting it anew with its reasons.
import { ActionIcon, Button, Group, NumberInput, Stack, TagsInput, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { RelatedCard } from "@/modules/records/ui/related-card";
import { useMay } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";
import { RelativeTime } from "@/ui/fields/relative-time";
import { FormSheet } from "@/ui/form/form-sheet";
import type { ScoreEntry } from "../score-history";
import classes from "./leads.module.css";
import { useSaveLead } from "./use-save-lead";

const shown = 5;

export function ScoreCard({ lead }: { lead: RecordRow }) {
  const client = useTRPCClient();
  const may = useMay();
  const [isOpen, setIsOpen] = useState(false);
  const scores = useInfiniteQuery({
    queryKey: recordKeys.related("leads", lead.id, `scores ${lead.score} ${lead.version}`),
    queryFn: ({ pageParam, signal }) =>
      client.leads.scoringHistory.query({ leadId: lead.id, limit: shown, page: pageParam }, { signal }),
    initialPageParam: 1,
    getNextPageParam: (page) => (page.hasNext ? page.page + 1 : undefined),
  });
  const entries = scores.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <RelatedCard
        title="Score"
        count={String(lead.score)}
        action={
          may("leads:write", lead) ? (
            <Tooltip label="Set the score">
              <ActionIcon aria-label="Set the score" onClick={() => setIsOpen(true)}>
                <IconPencil size={15} />
              </ActionIcon>
            </Tooltip>
          ) : null
        }
        footer={
          scores.hasNextPage ? (
            <Button
              variant="subtle"
              size="compact-xs"
              loading={scores.isFetchingNextPage}
              onClick={() => void scores.fetchNextPage()}
            >
              Show earlier ones
            </Button>
          ) : scores.data && entries.length === 0 ? (
            "Not scored yet."
          ) : undefined
        }
      >
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </RelatedCard>
      <FormSheet isOpen={isOpen} onClose={() => setIsOpen(false)} title="Set the score" size={440}>
        {isOpen ? (
          <ScoreForm
            lead={lead}
            onClose={() => setIsOpen(false)}
            onSaved={() => {
              setIsOpen(false);
              void scores.refetch();
            }}
          />
        ) : null}
      </FormSheet>
    </>
  );
}

function Entry({ entry }: { entry: ScoreEntry }) {
  const difference = entry.newScore - (entry.previousScore ?? 0);
  return (
    <li className={classes.score}>
      <div className={classes.scoreLine}>
        <b>
          {entry.previousScore ?? 0} → {entry.newScore}
        </b>
        <span>{difference > 0 ? `+${difference}` : difference}</span>
        <span className={classes.scoreWho}>
          {entry.changedBy.name} · <RelativeTime at={entry.timestamp} />
        </span>
      </div>
      {entry.scoringFactors.length > 0 ? (
        <ul className={classes.factors}>
          {entry.scoringFactors.map(({ factor, points, reason }) => (
            <li key={`${factor} ${points}`}>
              {factor}
              {points === null ? "" : ` (${points > 0 ? "+" : ""}${points})`}
              {reason ? `: ${reason}` : ""}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

interface ScoreFormProps {
  lead: RecordRow;
  onSaved: () => void;
  onClose: () => void;
}

function ScoreForm({ lead, onSaved, onClose }: ScoreFormProps) {
  const client = useTRPCClient();
  const [score, setScore] = useState<number | string>(Number(lead.score ?? 0));
  const [factors, setFactors] = useState<string[]>([]);
  const { submit, isSaving, failure } = useSaveLead(
    () => client.leads.score.mutate({ leadId: lead.id, score: Number(score), scoringFactors: factors }),
    onSaved,
  );
  return (
    <form onSubmit={submit}>
      <Stack p="md" gap="sm">
        <NumberInput
          label="Score"
          description="0 to 100"
          required
          data-autofocus
          min={0}
          max={100}
          allowDecimal={false}
          value={score}
          error={
            failure?.fields.score ??
            (failure && Object.keys(failure.fields).length === 0 ? failure.detail : null)
          }
          onChange={setScore}
        />
        <TagsInput
          label="What counted"
          placeholder="Demo requested"
          acceptValueOnBlur
          maxTags={50}
          value={factors}
          error={failure?.fields.scoringFactors}
          onChange={setFactors}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isSaving}>
            Set the score
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
