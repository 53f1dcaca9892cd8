"use client";
// The board without a mouse: arrows walk over the cards, space lifts one, arrows carry it, space or enter lets it go.
import { type KeyboardEvent, useCallback, useEffect, useState } from "react";
import type { Stage } from "@/modules/pipelines/ui/use-pipelines";
import { useCommands } from "@/ui/commands/command-provider";
import { announce } from "@/ui/feedback/live-announcer";
import { type Card, whyFixed } from "./board-data";

export interface Lifted {
  card: Card;
  count: number;
  stage: Stage;
}

interface BoardKeys {
  stages: Stage[];
  canMove: boolean;
  find: (id: string) => Card | undefined;
  toggle: (id: string) => void;
  moveTo: (card: Card, stage: Stage) => void;
  together: (card: Card) => Card[];
  /** What a stage asks of the cards in hand. */
  asks: (cards: readonly Card[], stage: Stage) => string | undefined;
  onBusy: (isBusy: boolean) => void;
}

/** How a card's own element says which card it is. */
const cardsIn = (column: Element | null | undefined): HTMLElement[] => [
  ...(column?.querySelectorAll<HTMLElement>("[data-card]") ?? []),
];

const isOnCard = (): boolean => document.activeElement?.closest("[data-card]") != null;
const toFirstCard = () => document.querySelector<HTMLElement>("[data-column] [data-card]")?.focus();

export function useBoardKeys(props: BoardKeys) {
  const { stages, canMove, find, toggle, moveTo, together, asks, onBusy } = props;
  const [lifted, setLifted] = useState<Lifted | null>(null);
  useEffect(() => {
    onBusy(lifted !== null);
  }, [lifted, onBusy]);
  useCommands([
    {
      id: "board-first",
      label: "Go to the first card",
      group: "Deal",
      shortcut: "J",
      isKeyOnly: true,
      isEnabled: () => !isOnCard(),
      run: toFirstCard,
    },
  ]);

  const lift = useCallback(
    (card: Card) => {
      const stage = stages.find((one) => one.id === card.stageId);
      if (!stage) return;
      if (!canMove || card.canMove === false) return announce(whyFixed(card));
      const count = together(card).filter((one) => one.canMove !== false).length;
      setLifted({ card, count, stage });
      announce(
        `Picked up ${count > 1 ? `${count} deals` : card.title} from ${stage.name}. Left and right choose a stage, space puts down, escape puts back.`,
      );
    },
    [stages, canMove, together],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      const handle =
        event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-card]") : null;
      if (!handle || handle !== event.target || event.metaKey || event.ctrlKey || event.altKey) return;
      const take = () => {
        event.preventDefault();
        event.stopPropagation();
      };
      if (lifted) {
        const at = stages.findIndex((stage) => stage.id === lifted.stage.id);
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (step !== 0) {
          take();
          const stage = stages[Math.min(stages.length - 1, Math.max(0, at + step))];
          if (!stage) return;
          setLifted({ ...lifted, stage });
          const asked = asks(together(lifted.card), stage);
          const place = `Over ${stage.name}, ${at + step + 1} of ${stages.length}`;
          announce(asked ? `${place}; it asks for ${asked}` : place);
          document
            .getElementById(`column-${stage.id}`)
            ?.scrollIntoView({ block: "nearest", inline: "nearest" });
        } else if (event.key === " " || event.key === "Enter") {
          take();
          setLifted(null);
          announce(`Put down on ${lifted.stage.name}`);
          moveTo(lifted.card, lifted.stage);
        } else if (event.key === "Escape" || event.key === "Tab") {
          if (event.key === "Escape") take();
          setLifted(null);
          announce("Put back where it was");
        }
        return;
      }
      const column = handle.closest("[data-column]");
      const go = (to: HTMLElement | undefined) => {
        take();
        to?.focus();
      };
      const place = cardsIn(column).indexOf(handle);
      switch (event.key) {
        case "ArrowDown":
        case "j":
          return go(cardsIn(column)[place + 1]);
        case "ArrowUp":
        case "k":
          return go(cardsIn(column)[place - 1]);
        case "ArrowRight":
        case "ArrowLeft": {
          const all = [...document.querySelectorAll("[data-column]")];
          const step = event.key === "ArrowRight" ? 1 : -1;
          for (let at = all.indexOf(column as Element) + step; all[at]; at += step) {
            const cards = cardsIn(all[at]);
            if (cards.length > 0) return go(cards[Math.min(place, cards.length - 1)]);
          }
          return take();
        }
        case " ": {
          take();
          const card = find(handle.dataset.card ?? "");
          return card ? lift(card) : undefined;
        }
        case "x":
          take();
          return toggle(handle.dataset.card ?? "");
        default:
      }
    },
    [lifted, stages, moveTo, toggle, find, lift, asks, together],
  );

  return { lifted, onKeyDown };
}
