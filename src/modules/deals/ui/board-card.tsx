"use client";
// A deal on the board: what it is worth, whose it is, what is next, and whether it has stood still for too long.
import { useDraggable } from "@dnd-kit/core";
import { IconCalendarEvent, IconHourglassLow } from "@tabler/icons-react";
import { type MouseEvent, memo } from "react";
import { ActivityMark } from "@/modules/activities/ui/activity-mark";
import { useFieldSources } from "@/ui/fields/field-sources";
import { formatDay, formatMoney } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { PersonAvatar } from "@/ui/fields/person";
import unseen from "@/ui/theme/spoken.module.css";
import classes from "./board.module.css";
import { type Card, whyFixed } from "./board-data";

interface BoardCardProps {
  card: Card;
  rottingDays?: number | null;
  isOpen?: boolean;
  isSelected?: boolean;
  isLifted?: boolean;
  /** The likeness that follows the pointer. */
  isGhost?: boolean;
  canMove?: boolean;
  onOpen?: (id: string) => void;
  onToggle?: (id: string) => void;
}

/**
 * The part that can be picked up. It is drawn anew for every card whenever the pointer is over another column: what is
 * on the card is not.
 */
export const BoardCard = memo(function BoardCard(props: BoardCardProps) {
  const { card, rottingDays, isOpen, isSelected, isLifted, isGhost, canMove = true } = props;
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: isGhost ? `ghost-${card.id}` : card.id,
    disabled: !canMove || isGhost,
  });
  const isRotting =
    card.status === "active" && (card.isRotting ?? (rottingDays != null && card.daysInStage > rottingDays));
  return (
    <div
      ref={setNodeRef}
      className={classes.card}
      data-dragging={isDragging || undefined}
      data-selected={isSelected || undefined}
      data-lifted={isLifted || undefined}
      data-open={isOpen || undefined}
      data-rotting={isRotting || undefined}
      data-fixed={!canMove || undefined}
      title={canMove || isGhost ? undefined : whyFixed(card)}
      {...listeners}
    >
      <CardFace
        card={card}
        isRotting={isRotting}
        isSelected={isSelected}
        isGhost={isGhost}
        onOpen={props.onOpen}
        onToggle={props.onToggle}
      />
    </div>
  );
});

interface CardFaceProps
  extends Pick<BoardCardProps, "card" | "isSelected" | "isGhost" | "onOpen" | "onToggle"> {
  isRotting: boolean;
}

const CardFace = memo(function CardFace(props: CardFaceProps) {
  const { card, isRotting, isSelected = false, isGhost, onOpen, onToggle } = props;
  const { tag } = useLocale();
  const sources = useFieldSources();
  const account =
    card.accountName ?? (card.accountId ? sources.nameOf?.("record", "account", card.accountId) : undefined);
  const owner =
    card.ownerName ?? (card.ownerId ? sources.nameOf?.("user", undefined, card.ownerId) : undefined);

  function click(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey) {
      event.preventDefault();
      onToggle?.(card.id);
      return;
    }
    if (event.shiftKey) return;
    event.preventDefault();
    onOpen?.(card.id);
  }

  return (
    <>
      <div className={classes.cardTop}>
        <a
          href={`/deals/${card.id}`}
          className={classes.cardTitle}
          data-card={card.id}
          draggable={false}
          aria-describedby="board-help"
          onClick={click}
        >
          {card.title}
        </a>
        {onToggle ? (
          <input
            type="checkbox"
            className={classes.check}
            aria-label={`Select ${card.title}`}
            checked={isSelected}
            tabIndex={-1}
            onChange={() => onToggle(card.id)}
          />
        ) : null}
      </div>
      {account ? <div className={classes.account}>{account}</div> : null}
      <div className={classes.facts}>
        <b className={classes.value}>{formatMoney(card.value, card.currency, tag)}</b>
        {card.expectedCloseDate && card.status === "active" ? (
          <span className={classes.fact} data-late={card.isOverdue || undefined}>
            <IconCalendarEvent size={13} aria-hidden />
            <span className={unseen.spoken}>{card.isOverdue ? "should have closed " : "closes "}</span>
            {formatDay(card.expectedCloseDate, tag).replace(/ \d{4}$/, "")}
          </span>
        ) : null}
      </div>
      <div className={classes.cardEnd}>
        {owner ? (
          <span className={classes.owner} title={owner}>
            <PersonAvatar name={owner} size={20} />
            <span className={unseen.spoken}>{owner}</span>
          </span>
        ) : null}
        <span
          className={classes.age}
          data-rotting={isRotting || undefined}
          title={
            isRotting ? `${card.daysInStage} days here: longer than the stage allows` : "Days in this stage"
          }
        >
          {isRotting ? <IconHourglassLow size={13} aria-hidden /> : null}
          {card.daysInStage} d
          <span className={unseen.spoken}>{isRotting ? " in stage, rotting" : " in stage"}</span>
        </span>
        <span className={classes.grow} />
        {card.status === "active" && !isGhost ? (
          <ActivityMark
            about={{ type: "deal", id: card.id, title: card.title }}
            next={card.nextActivity}
            isUnknown={card.accountName === undefined && card.nextActivity === null}
          />
        ) : null}
      </div>
    </>
  );
});
