"use client";
// The board of a pipeline in the cache: asked with the list's own query, changed at once when a card moves, and then
// as the server has it.
import { keepPreviousData, type QueryClient, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ListQuery } from "@/kernel/query/filter";
import type { MoneySum } from "@/modules/currencies/ui/use-currencies";
import type { Pipeline, Stage } from "@/modules/pipelines/ui/use-pipelines";
import { type RecordRow, type RowsAsked, recordKeys, useUntypedClient } from "@/surfaces/rpc/records";
import type { NextActivity } from "../schema";

/** What a card shows; the first ones of a column carry names as well. */
export interface Card extends RecordRow {
  title: string;
  value: number;
  currency: string;
  probability: number;
  stage: string;
  stageId: string;
  status: "active" | "won" | "lost";
  expectedCloseDate: string | null;
  isOverdue: boolean;
  daysInStage: number;
  accountId: string | null;
  accountName?: string | null;
  ownerName?: string | null;
  isRotting?: boolean;
  /** Whether the viewer may; absent on a card that has just been made. */
  canMove?: boolean;
  nextActivity: NextActivity | null;
}

export interface Column {
  stage: Stage;
  sum: MoneySum;
  cards: Card[];
  hasMore: boolean;
}

export interface BoardData {
  pipeline: Pipeline;
  columns: Column[];
  sum: MoneySum;
}

export const cardsAtFirst = 50;

const askedOf = ({ search, filter, sort }: ListQuery): RowsAsked => ({
  ...(search ? { search } : {}),
  ...(filter ? { filter } : {}),
  ...(sort && sort.length > 0 ? { sort } : {}),
});

export interface BoardAsked {
  pipelineId?: string;
  asked: RowsAsked;
}

export const boardsKey = [...recordKeys.type("deals"), "board"] as const;
const boardKey = ({ pipelineId, asked }: BoardAsked) => [...boardsKey, pipelineId ?? null, asked] as const;

export function useBoard(pipelineId: string | undefined, query: ListQuery) {
  const client = useUntypedClient();
  const asked = useMemo(() => askedOf(query), [query]);
  const board = useQuery({
    queryKey: boardKey({ pipelineId, asked }),
    queryFn: ({ signal }) =>
      client.query(
        "deals.board",
        { ...asked, ...(pipelineId ? { pipelineId } : {}), limit: cardsAtFirst },
        { signal },
      ) as Promise<BoardData>,
    placeholderData: keepPreviousData,
  });
  return { ...board, asked };
}

/** Why a card stays where it is. */
export const whyFixed = (card: Card): string =>
  `${card.title} is ${card.ownerName ? `with ${card.ownerName}` : "someone else's"}: only who holds a deal, or is asked into it, may move it`;

type Rates = ReadonlyMap<string, number>;

/** The sum after a card has come or gone; unknown rates leave the converted figures to the server. */
function shifted(sum: MoneySum, card: Card, probability: number, sign: 1 | -1, rates: Rates): MoneySum {
  const rate = card.currency === sum.currency ? 1 : rates.get(card.currency);
  // Plus zero: a sum that has come down to nothing is not shown as minus nothing.
  const round = (value: number) => Math.round(value * 100) / 100 + 0;
  const add = (total: number | null, amount: number) =>
    total === null || rate === undefined ? total : round(total + sign * amount * rate);
  return {
    ...sum,
    count: sum.count + sign,
    value: add(sum.value, card.value),
    weighted: add(sum.weighted, (card.value * probability) / 100),
  };
}

const withoutCard = (column: Column, card: Card, rates: Rates): Column => ({
  ...column,
  sum: shifted(column.sum, card, card.probability, -1, rates),
  cards: column.cards.filter((one) => one.id !== card.id),
});

function movedCard(card: Card, stage: Stage): Card {
  return {
    ...card,
    stage: stage.key,
    stageId: stage.id,
    status: stage.outcome === "open" ? "active" : stage.outcome,
    probability: stage.outcome === "won" ? 100 : stage.outcome === "lost" ? 0 : stage.probability,
    daysInStage: 0,
    isRotting: false,
  };
}

/** The board with the cards in their new column, sums included. */
export function moveOnBoard(data: BoardData, cards: Card[], stage: Stage, rates: Rates): BoardData {
  let next = data;
  for (const card of cards) {
    if (card.stageId === stage.id) continue;
    const moved = movedCard(card, stage);
    const from = data.pipeline.stages.find((one) => one.id === card.stageId);
    const columns = next.columns.map((column) => {
      if (column.stage.id === card.stageId) return withoutCard(column, card, rates);
      if (column.stage.id !== stage.id) return column;
      const sum = shifted(column.sum, card, moved.probability, 1, rates);
      return { ...column, sum, cards: [moved, ...column.cards] };
    });
    let sum = next.sum;
    if (from?.outcome === "open") sum = shifted(sum, card, card.probability, -1, rates);
    if (stage.outcome === "open") sum = shifted(sum, card, moved.probability, 1, rates);
    next = { ...next, columns, sum };
  }
  return next;
}

/** Every shown board, changed at once. */
export function changeBoards(client: QueryClient, change: (board: BoardData) => BoardData): void {
  client.setQueriesData<BoardData>({ queryKey: boardsKey }, (board) =>
    board?.columns ? change(board) : board,
  );
}

export const refreshBoards = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ queryKey: boardsKey });
