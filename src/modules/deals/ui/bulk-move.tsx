"use client";
// What can be done with the selected cards: into a stage, all of them.
import { Button, Menu } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import type { Stage } from "@/modules/pipelines/ui/use-pipelines";
import { BulkBar } from "@/ui/table/bulk-bar";

interface BulkMoveProps {
  count: number;
  stages: Stage[];
  /** How many of them the viewer may move. */
  movable: number;
  onMove: (stage: Stage) => void;
  onClear: () => void;
}

export function BulkMove({ count, stages, movable, onMove, onClear }: BulkMoveProps) {
  return (
    <BulkBar count={count} noun={{ one: "deal", many: "deals" }} onClear={onClear}>
      {movable > 0 ? (
        <Menu position="top">
          <Menu.Target>
            <Button variant="subtle" leftSection={<IconArrowRight size={15} />}>
              {movable < count ? `Move ${movable} of them to` : "Move to"}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {stages.map((stage) => (
              <Menu.Item key={stage.id} onClick={() => onMove(stage)}>
                {stage.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span>These are others' deals: they stay</span>
      )}
    </BulkBar>
  );
}
