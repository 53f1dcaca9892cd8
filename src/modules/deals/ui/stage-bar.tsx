"use client";
// Where a deal stands: its stages in a row, each a button that moves it there, and the ends beside them.
import { Button, Tooltip } from "@mantine/core";
import { IconArrowRight, IconRotateClockwise, IconThumbDown, IconTrophy } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { usePipelines } from "@/modules/pipelines/ui/use-pipelines";
import { useRecordCache } from "@/modules/records/ui/cache";
import { useMay } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { useCommands } from "@/ui/commands/command-provider";
import { ariaShortcut } from "@/ui/commands/shortcut";
import { notifyError } from "@/ui/feedback/notify";
import { type Card, refreshBoards } from "./board-data";
import { dealType } from "./deal-type";
import classes from "./stage-bar.module.css";
import { useMoveDeals } from "./use-move-deals";

const endings = {
  won: { label: "Win this deal", shortcut: "W", icon: IconTrophy },
  lost: { label: "Lose this deal", shortcut: "shift+L", icon: IconThumbDown },
};

export function StageBar({ record }: { record: RecordRow }) {
  const deal = record as Card;
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const cache = useRecordCache(dealType);
  const may = useMay();
  const pipeline = usePipelines().find((one) => one.id === record.pipelineId);
  const { move, sheet } = useMoveDeals();
  const canMove = may("deals:move_stage", record);
  const open = pipeline?.stages.filter((stage) => stage.outcome === "open") ?? [];
  const ends = pipeline?.stages.filter((stage) => stage.outcome !== "open") ?? [];
  const place = open.findIndex((stage) => stage.id === deal.stageId);
  const end = ends.find((stage) => stage.id === deal.stageId);

  const group = "Deal";
  const reopening = {
    id: "deal-reopen",
    label: "Reopen this deal",
    group,
    icon: IconRotateClockwise,
    run: () => void reopen(),
  };
  const moving = [...ends, ...open.filter((stage) => stage.id !== deal.stageId)].map((stage) => ({
    id: `deal-to-${stage.id}`,
    group,
    run: () => void move([deal], stage),
    ...(stage.outcome === "open"
      ? { label: `Move this deal to ${stage.name}`, icon: IconArrowRight, keywords: ["stage"] }
      : { ...endings[stage.outcome], keywords: ["close", stage.outcome, stage.name] }),
  }));
  useCommands(!canMove ? [] : end ? [reopening] : moving);
  if (!pipeline) return null;

  async function reopen() {
    try {
      const saved: unknown = await client.deals.reopen.mutate({ dealId: record.id });
      cache.put(saved as RecordRow);
      cache.refreshAround(record.id);
      cache.refreshLists();
      await refreshBoards(queryClient);
    } catch (error) {
      notifyError(error);
    }
  }

  return (
    <nav className={classes.bar} aria-label={`Stages of ${pipeline.name}`}>
      <ol className={classes.stages}>
        {open.map((stage, at) => (
          <li key={stage.id}>
            <Tooltip label={`${stage.name} · ${stage.probability} %`}>
              <button
                type="button"
                className={classes.stage}
                data-state={place < 0 ? "closed" : at < place ? "passed" : at === place ? "here" : "ahead"}
                aria-current={at === place ? "step" : undefined}
                disabled={!canMove || end !== undefined}
                onClick={() => void move([deal], stage)}
              >
                <span className={classes.name}>{stage.name}</span>
                {at === place ? <span className={classes.days}>{deal.daysInStage} d</span> : null}
              </button>
            </Tooltip>
          </li>
        ))}
      </ol>
      <div className={classes.ends}>
        {end ? (
          <>
            <span className={classes.end} data-outcome={end.outcome}>
              {end.outcome === "won" ? (
                <IconTrophy size={15} aria-hidden />
              ) : (
                <IconThumbDown size={15} aria-hidden />
              )}
              {end.name}
              {typeof record.closeReason === "string" ? ` · ${record.closeReason}` : ""}
            </span>
            {canMove ? (
              <Button
                variant="default"
                leftSection={<IconRotateClockwise size={14} />}
                onClick={() => void reopen()}
              >
                Reopen
              </Button>
            ) : null}
          </>
        ) : canMove ? (
          ends.map((stage) => (
            <Button
              key={stage.id}
              variant="light"
              color={stage.outcome === "won" ? "teal" : "red"}
              leftSection={stage.outcome === "won" ? <IconTrophy size={14} /> : <IconThumbDown size={14} />}
              aria-keyshortcuts={
                stage.outcome === "open" ? undefined : ariaShortcut(endings[stage.outcome].shortcut)
              }
              onClick={() => void move([deal], stage)}
            >
              {stage.outcome === "won" ? "Won" : "Lost"}
            </Button>
          ))
        ) : null}
      </div>
      {sheet}
    </nav>
  );
}
