"use client";
// Moving deals to a stage, one or several at once: shown at once, asked for what the stage still needs, taken back
// when it cannot be.
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { asOneChange, useRevert } from "@/modules/changes/ui/undo-toasts";
import { useCurrencies } from "@/modules/currencies/ui/use-currencies";
import type { Stage } from "@/modules/pipelines/ui/use-pipelines";
import { useRecordCache } from "@/modules/records/ui/cache";
import { useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { announce } from "@/ui/feedback/live-announcer";
import { notifyError } from "@/ui/feedback/notify";
import { notifyUndo } from "@/ui/feedback/undo";
import { latePart } from "@/ui/late/late-part";
import { type Card, changeBoards, moveOnBoard, refreshBoards } from "./board-data";
import { dealType } from "./deal-type";
import type { GateAnswer } from "./gate-sheet";
import { emptyFields, type Missing, missingOf } from "./gates";
import { celebrate } from "./joy";

// Most moves ask for nothing.
const GateSheet = latePart(() => import("./gate-sheet").then((part) => part.GateSheet));

interface Asking {
  deal: Card;
  stage: Stage;
  missing: Missing[];
  settle: (isMoved: boolean) => void;
}

const nothingSaid: GateAnswer = { fields: {}, activities: [] };

export function useMoveDeals(): { move: (cards: Card[], stage: Stage) => Promise<void>; sheet: ReactNode } {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const cache = useRecordCache(dealType);
  const revert = useRevert();
  const currencies = useCurrencies();
  const [asking, setAsking] = useState<Asking | null>(null);
  const pending = useRef(0);
  const rates = useMemo(
    () => new Map(currencies?.rates.map(({ currency, rate }) => [currency, rate]) ?? []),
    [currencies],
  );

  const send = useCallback(
    async (deal: Card, stage: Stage, said: GateAnswer) => {
      for (const { kind, text } of said.activities) await logActivity(client, deal.id, kind, text);
      const fields = Object.keys(said.fields).length > 0 ? { fields: said.fields } : {};
      const close = said.closeReason ? { closeReason: said.closeReason } : {};
      const reason = said.note ? { reason: said.note } : {};
      const saved: unknown = await client.deals.moveStage.mutate({
        dealId: deal.id,
        newStage: stage.id,
        ...fields,
        ...close,
        ...reason,
      });
      cache.put(saved as RecordRow);
      cache.refreshAround(deal.id);
    },
    [client, cache],
  );

  /** Whether the deal has moved in the end. */
  const moveOne = useCallback(
    async (deal: Card, stage: Stage): Promise<boolean> => {
      const ask = (missing: Missing[]) =>
        new Promise<boolean>((settle) => setAsking({ deal, stage, missing, settle }));
      // An end is worth a reason even where none is demanded.
      if (stage.outcome !== "open") return ask(emptyFields(deal, stage));
      try {
        await send(deal, stage, nothingSaid);
        return true;
      } catch (error) {
        const missing = missingOf(error);
        if (missing) return ask(missing);
        notifyError(error);
        return false;
      }
    },
    [send],
  );

  const move = useCallback(
    async (cards: Card[], stage: Stage) => {
      const moving = cards.filter((card) => card.stageId !== stage.id);
      if (moving.length === 0) return;
      pending.current += 1;
      await queryClient.cancelQueries({ queryKey: ["records", "deals", "board"] });
      const show = (some: Card[]) =>
        changeBoards(queryClient, (board) => moveOnBoard(board, some, stage, rates));
      // An end is asked about first: until that is answered, the card stays where it is.
      const isEnd = stage.outcome !== "open";
      if (!isEnd) show(moving);
      const moved: Card[] = [];
      const { changeIds } = await asOneChange(async () => {
        for (const card of moving) {
          if (!(await moveOne(card, stage))) continue;
          moved.push(card);
          if (isEnd) show([card]);
        }
      });
      pending.current -= 1;
      if (pending.current === 0) void refreshBoards(queryClient);
      cache.refreshLists();
      if (moved.length === 0) {
        announce(`Not moved: ${moving[0]?.title} stays where it was`);
        return;
      }
      const what = moved.length === 1 ? (moved[0]?.title ?? "Deal") : `${moved.length} deals`;
      if (stage.outcome === "won") celebrate();
      const to = stage.outcome === "open" ? `moved to ${stage.name}` : stage.outcome;
      if (changeIds.length > 0) {
        notifyUndo({
          message: `${what} ${to}`,
          onUndo: async () => {
            await revert(changeIds);
            await refreshBoards(queryClient);
          },
        });
      }
    },
    [queryClient, rates, moveOne, cache, revert],
  );

  const sheet = asking ? (
    <GateSheet
      key={asking.deal.id}
      deal={asking.deal}
      stage={asking.stage}
      missing={asking.missing}
      onClose={() => {
        setAsking(null);
        asking.settle(false);
      }}
      onSubmit={async (answer) => {
        try {
          await send(asking.deal, asking.stage, answer);
        } catch (error) {
          const missing = missingOf(error);
          // What was logged on the way is on record now, and is not asked for again.
          if (missing && missing.length > 0) return setAsking({ ...asking, missing });
          throw error;
        }
        setAsking(null);
        asking.settle(true);
      }}
    />
  ) : null;
  return { move, sheet };
}

type Client = ReturnType<typeof useTRPCClient>;

async function logActivity(client: Client, dealId: string, kind: string, text: string): Promise<void> {
  const relatedTo = { type: "deal" as const, id: dealId };
  switch (kind) {
    case "note":
      await client.notes.create.mutate({ content: text, relatedTo });
      return;
    case "task":
      await client.tasks.create.mutate({ title: text.slice(0, 300), status: "completed", relatedTo });
      return;
    case "event": {
      const now = new Date();
      await client.calendarEvents.create.mutate({
        title: text.slice(0, 300),
        startTime: new Date(now.getTime() - 3_600_000).toISOString(),
        endTime: now.toISOString(),
        status: "completed",
        relatedTo,
      });
      return;
    }
    default:
      await client.communications.create.mutate({
        type: kind === "call" || kind === "meeting" || kind === "sms" ? kind : "email",
        direction: "outbound",
        ...(kind === "call" ? { outcome: "connected" } : {}),
        content: text,
        relatedTo,
      });
  }
}
