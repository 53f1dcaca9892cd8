"use client";
// One stage: how many, what they are worth, and its cards as far as they are scrolled to.
import { useDroppable } from "@dnd-kit/core";
import { Button } from "@mantine/core";
import { IconTrophy, IconX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { rowsOnce } from "@/modules/records/ui/rows-once";
import { type RowsAsked, useUntypedClient } from "@/surfaces/rpc/records";
import classes from "./board.module.css";
import { BoardCard } from "./board-card";
import { type BoardData, boardsKey, type Card, type Column, cardsAtFirst } from "./board-data";
import { SumText } from "./sum-text";
import type { Lifted } from "./use-board-keys";

interface BoardColumnProps {
  column: Column;
  pipelineId: string;
  asked: RowsAsked;
  canMove: boolean;
  openId: string | undefined;
  selection: ReadonlySet<string>;
  lifted: Lifted | null;
  isTarget: boolean;
  dragCount: number;
  /** What the stage asks of what is in the hand. */
  asks: string | undefined;
  onOpen: (id: string) => void;
  onToggle: (id: string) => void;
  onExtra: (stageId: string, cards: Card[]) => void;
}

export function BoardColumn(props: BoardColumnProps) {
  const { column, canMove, openId, selection, lifted, isTarget, dragCount, asks, onOpen, onToggle, onExtra } =
    props;
  const { stage, sum } = column;
  const { setNodeRef, isOver } = useDroppable({ id: stage.id });
  const scroller = useRef<HTMLDivElement>(null);
  const more = useMoreCards(props);
  const cards = useMemo(() => {
    const further = more.cards.filter((card) => card.stageId === stage.id);
    return rowsOnce([column.cards, further]);
  }, [column.cards, more.cards, stage.id]);
  useEffect(() => {
    onExtra(stage.id, more.cards);
  }, [onExtra, stage.id, more.cards]);

  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 106,
    getItemKey: (index) => cards[index]?.id ?? index,
    overscan: 5,
    paddingStart: 4,
    paddingEnd: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasMore, isLoading, load } = more;
  const isNearEnd = hasMore && cards.length >= cardsAtFirst && last >= cards.length - 8;
  useEffect(() => {
    if (isNearEnd && !isLoading) load();
  }, [isNearEnd, isLoading, load]);

  return (
    <section
      id={`column-${stage.id}`}
      ref={setNodeRef}
      className={classes.column}
      data-column={stage.id}
      data-outcome={stage.outcome}
      data-over={isOver || isTarget || undefined}
      aria-label={`${stage.name}: ${sum.count} ${sum.count === 1 ? "deal" : "deals"}`}
    >
      <header className={classes.columnHeader}>
        <h2 className={classes.columnTitle}>
          {stage.outcome === "won" ? <IconTrophy size={14} aria-hidden /> : null}
          {stage.outcome === "lost" ? <IconX size={14} aria-hidden /> : null}
          <span className={classes.columnName}>{stage.name}</span>
          <span className={classes.count}>{sum.count}</span>
          {stage.outcome === "open" ? <span className={classes.chance}>{stage.probability} %</span> : null}
        </h2>
        <SumText sum={sum} />
      </header>
      {(isOver && dragCount > 0) || isTarget ? (
        <div className={classes.here} aria-hidden>
          {(isTarget ? (lifted?.count ?? 1) : dragCount) > 1
            ? `${isTarget ? lifted?.count : dragCount} deals to ${stage.name}`
            : `To ${stage.name}`}
          {asks ? <span className={classes.asks}>asks for {asks}</span> : null}
        </div>
      ) : null}
      <div ref={scroller} className={classes.cards}>
        <ul
          className={classes.laid}
          style={{ height: virtual.getTotalSize() }}
          aria-label={`Deals in ${stage.name}`}
        >
          {items.map((item) => {
            const card = cards[item.index];
            return card ? (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={classes.slot}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <BoardCard
                  card={card}
                  rottingDays={stage.rottingDays}
                  isOpen={card.id === openId}
                  isSelected={selection.has(card.id)}
                  isLifted={
                    lifted !== null &&
                    (lifted.card.id === card.id || (lifted.count > 1 && selection.has(card.id)))
                  }
                  canMove={canMove && card.canMove !== false}
                  onOpen={onOpen}
                  onToggle={onToggle}
                />
              </li>
            ) : null;
          })}
        </ul>
      </div>
      {more.error ? (
        <Button variant="subtle" onClick={load}>
          Try again to read more
        </Button>
      ) : null}
    </section>
  );
}

/** The cards beyond the first ones, page by page, as the board itself would show them. */
function useMoreCards({ column, pipelineId, asked }: BoardColumnProps) {
  const client = useUntypedClient();
  const [isWanted, setIsWanted] = useState(false);
  const stageId = column.stage.id;
  const { filter, ...rest } = asked;
  const inStage = { stageId: { eq: stageId } };
  const further = useInfiniteQuery({
    queryKey: [...boardsKey, "more", pipelineId, stageId, asked],
    queryFn: async ({ pageParam, signal }) => {
      const board = (await client.query(
        "deals.board",
        {
          ...rest,
          pipelineId,
          filter: filter ? { and: [filter, inStage] } : inStage,
          limit: cardsAtFirst,
          page: pageParam,
        },
        { signal },
      )) as BoardData;
      return board.columns.find(({ stage }) => stage.id === stageId) ?? { cards: [], hasMore: false };
    },
    initialPageParam: 2,
    getNextPageParam: (page, _all, at) => (page.hasMore ? at + 1 : undefined),
    enabled: isWanted && column.hasMore,
  });
  const { fetchNextPage, data } = further;
  const cards = useMemo(() => data?.pages.flatMap((page) => page.cards) ?? [], [data]);
  const load = useMemo(
    () => () => {
      if (isWanted) void fetchNextPage();
      else setIsWanted(true);
    },
    [isWanted, fetchNextPage],
  );
  return {
    cards,
    hasMore: column.hasMore && (!isWanted || (data !== undefined && further.hasNextPage)),
    isLoading: further.isFetching,
    error: further.error,
    load,
  };
}
