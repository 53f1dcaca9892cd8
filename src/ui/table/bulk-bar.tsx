"use client";
/** The floating bar over a list with selected rows: how many, what can be done to them, and the way out. */
import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useBottomEdge } from "../feedback/bottom-edge";
import classes from "./table.module.css";
import { describeTotal, type Noun } from "./table-props";

export interface BulkBarProps {
  count: number;
  noun: Noun;
  onClear: () => void;
  /** Offered when more rows match than are selected. */
  total?: number;
  totalIsExact?: boolean;
  isAllMatching?: boolean;
  onSelectAllMatching?: () => void;
  /** The actions, as buttons. */
  children: ReactNode;
}

export function BulkBar(props: BulkBarProps) {
  return props.count === 0 ? null : <ShownBar {...props} />;
}

function ShownBar(props: BulkBarProps) {
  const { count, noun, onClear, total, totalIsExact, isAllMatching, onSelectAllMatching, children } = props;
  const edge = useBottomEdge<HTMLDivElement>();
  const all = describeTotal(total, totalIsExact, noun);
  return (
    <div ref={edge} className={classes.bulk} role="toolbar" aria-label="Selected rows">
      <ActionIcon aria-label="Clear the selection" onClick={onClear}>
        <IconX size={16} />
      </ActionIcon>
      <span className={classes.bulkCount}>{isAllMatching ? `All ${all}` : `${count} selected`}</span>
      {onSelectAllMatching && !isAllMatching && total !== undefined && total > count ? (
        <Button variant="subtle" onClick={onSelectAllMatching}>
          Select all {all}
        </Button>
      ) : null}
      <span className={classes.bulkActions}>{children}</span>
    </div>
  );
}
