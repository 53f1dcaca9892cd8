"use client";
// The columns side by side, what is being dragged, and where it may be let go.
import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { Skeleton } from "@mantine/core";
import { useCallback, useMemo, useRef, useState } from "react";
import type { Stage } from "@/modules/pipelines/ui/use-pipelines";
import { useFields } from "@/modules/records/ui/use-fields";
import { useScope } from "@/modules/records/ui/viewer";
import type { RowsAsked } from "@/surfaces/rpc/records";
import { latePart } from "@/ui/late/late-part";
import unseen from "@/ui/theme/spoken.module.css";
import classes from "./board.module.css";
import { BoardCard } from "./board-card";
import { BoardColumn } from "./board-column";
import type { BoardData, Card } from "./board-data";
import { dealScreen } from "./deal-screen";
import { asksOf } from "./gates";
import { OutcomeZones } from "./outcome-zones";
import { useBoardKeys } from "./use-board-keys";
import { useMoveDeals } from "./use-move-deals";

// Comes with the first card that is chosen.
const BulkMove = latePart(() => import("./bulk-move").then((part) => part.BulkMove));

interface BoardViewProps {
  board: BoardData | undefined;
  asked: RowsAsked;
  openId: string | undefined;
  onOpen: (id: string) => void;
  /** Told while a card is in the hand, so that nothing moves beneath it. */
  onBusy: (isBusy: boolean) => void;
}

const nothing: ReadonlySet<string> = new Set();
const isMovable = (card: Card): boolean => card.canMove !== false;

export function BoardView({ board, asked, openId, onOpen, onBusy }: BoardViewProps) {
  const scope = useScope();
  const canMove = scope("deals:move_stage") !== undefined;
  const { move, sheet } = useMoveDeals();
  const [dragged, setDragged] = useState<Card | null>(null);
  const [selection, setSelection] = useState<ReadonlySet<string>>(nothing);
  const extra = useRef(new Map<string, Card[]>());
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
  );

  const columns = board?.columns ?? [];
  const cardsOf = useCallback(
    (stageId: string): Card[] => {
      const column = board?.columns.find(({ stage }) => stage.id === stageId);
      return [...(column?.cards ?? []), ...(extra.current.get(stageId) ?? [])];
    },
    [board],
  );
  const keepExtra = useCallback((stageId: string, cards: Card[]) => {
    extra.current.set(stageId, cards);
  }, []);
  const find = useCallback(
    (id: string): Card | undefined =>
      board?.columns.flatMap(({ stage }) => cardsOf(stage.id)).find((card) => card.id === id),
    [board, cardsOf],
  );
  const selected = useMemo(() => [...selection].flatMap((id) => find(id) ?? []), [selection, find]);
  const together = useCallback(
    (card: Card): Card[] => (selection.has(card.id) ? selected.filter(isMovable) : [card]),
    [selection, selected],
  );
  const moveTo = useCallback(
    (card: Card, stage: Stage) => {
      setSelection(nothing);
      void move(together(card), stage);
    },
    [move, together],
  );
  const toggle = useCallback((id: string) => {
    setSelection((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const stages = useMemo(() => board?.pipeline.stages ?? [], [board]);
  const { fields } = useFields(dealScreen);
  const asks = useCallback((cards: readonly Card[], stage: Stage) => asksOf(cards, stage, fields), [fields]);
  const keys = useBoardKeys({ stages, canMove, find, toggle, moveTo, together, asks, onBusy });
  const inHand = dragged ?? keys.lifted?.card;

  function start({ active }: DragStartEvent) {
    onBusy(true);
    setDragged(find(String(active.id)) ?? null);
  }
  function end({ active, over }: DragEndEvent) {
    onBusy(false);
    setDragged(null);
    const card = find(String(active.id));
    const stageId = over ? String(over.id).replace(/^zone-/, "") : undefined;
    const stage = stages.find((one) => one.id === stageId);
    if (card && stage) moveTo(card, stage);
  }

  if (!board) return <BoardSkeleton />;
  const shown = columns.filter(({ stage }) => stage.outcome === "open" || columns.length <= 12);
  const count = dragged ? together(dragged).length : 0;
  return (
    <DndContext
      id="deals-board"
      sensors={sensors}
      collisionDetection={pointerWithin}
      onDragStart={start}
      onDragEnd={end}
      onDragCancel={() => {
        onBusy(false);
        setDragged(null);
      }}
      accessibility={{ screenReaderInstructions: { draggable: "" }, restoreFocus: false }}
    >
      <section
        className={classes.board}
        aria-label={`Board of ${board.pipeline.name}`}
        onKeyDown={keys.onKeyDown}
      >
        <p className={unseen.spoken} id="board-help">
          Arrow keys go from card to card. Space picks a card up, left and right choose its stage, space puts
          it down, escape puts it back. X selects several.
        </p>
        {shown.map((column) => (
          <BoardColumn
            key={column.stage.id}
            column={column}
            pipelineId={board.pipeline.id}
            asked={asked}
            canMove={canMove}
            openId={openId}
            selection={selection}
            lifted={keys.lifted}
            isTarget={keys.lifted?.stage.id === column.stage.id}
            dragCount={dragged ? count : 0}
            asks={inHand && asks(together(inHand), column.stage)}
            onOpen={onOpen}
            onToggle={toggle}
            onExtra={keepExtra}
          />
        ))}
      </section>
      {dragged ? <OutcomeZones stages={stages} /> : null}
      <DragOverlay dropAnimation={null}>
        {dragged ? (
          <div className={classes.overlay}>
            <BoardCard card={dragged} isGhost />
            {count > 1 ? <span className={classes.overlayCount}>{count} deals</span> : null}
          </div>
        ) : null}
      </DragOverlay>
      {selection.size > 0 ? (
        <BulkMove
          count={selection.size}
          stages={stages}
          movable={canMove ? selected.filter(isMovable).length : 0}
          onMove={(stage) => {
            setSelection(nothing);
            void move(selected.filter(isMovable), stage);
          }}
          onClear={() => setSelection(nothing)}
        />
      ) : null}
      {sheet}
    </DndContext>
  );
}

function BoardSkeleton() {
  return (
    <div className={classes.board} aria-busy="true">
      <span className={unseen.spoken} role="status">
        Loading the board
      </span>
      {["a", "b", "c", "d", "e"].map((column) => (
        <div key={column} className={classes.column} aria-hidden>
          <Skeleton height={14} width={120} m={12} />
          {["a", "b", "c"].map((card) => (
            <Skeleton key={card} height={92} w="auto" m={8} radius={8} />
          ))}
        </div>
      ))}
    </div>
  );
}
