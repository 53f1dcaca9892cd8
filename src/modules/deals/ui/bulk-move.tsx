"use client";
// What can be done with the selected cards: into a stage, all of them.
import { Button, Menu } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import type { Stage } from "@/modules/pipelines/ui/use-pipelines";
import { BulkBar } from "@/ui/table/bulk-bar";

interface BulkMoveProps {
  count: number;
  stages: Stage[];
  canMove: boolean;
  onMove: (stage: Stage) => void;
  onClear: () => void;
}

export function BulkMove({ count, stages, canMove, onMove, onClear }: BulkMoveProps) {
  return (
    <BulkBar count={count} noun={{ one: "deal", many: "deals" }} onClear={onClear}>
      {canMove ? (
        <Menu position="top">
          <Menu.Target>
            <Button variant="subtle" leftSection={<IconArrowRight size={15} />}>
              Move to
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
      ) : null}
    </BulkBar>
  );
}
