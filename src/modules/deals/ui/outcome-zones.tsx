"use client";
// While a card is dragged: won and lost within reach, however far away their columns are.
import { useDroppable } from "@dnd-kit/core";
import { IconThumbDown, IconTrophy } from "@tabler/icons-react";
import type { Stage } from "@/modules/pipelines/ui/use-pipelines";
import classes from "./board.module.css";

export function OutcomeZones({ stages }: { stages: Stage[] }) {
  const ends = stages.filter((stage) => stage.outcome !== "open");
  return (
    <div className={classes.zones} aria-hidden>
      {ends.map((stage) => (
        <Zone key={stage.id} stage={stage} />
      ))}
    </div>
  );
}

function Zone({ stage }: { stage: Stage }) {
  const { setNodeRef, isOver } = useDroppable({ id: `zone-${stage.id}` });
  const Icon = stage.outcome === "won" ? IconTrophy : IconThumbDown;
  return (
    <div
      ref={setNodeRef}
      className={classes.zone}
      data-outcome={stage.outcome}
      data-over={isOver || undefined}
    >
      <Icon size={18} />
      {stage.name}
    </div>
  );
}
