"use client";
/** The line under a list: one calculation for each column, over everything that matches. */
import type { ReactNode } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import classes from "./table.module.css";
import { isNumeric } from "./table-props";
import { cellStyle, isEdge } from "./table-row";
import type { ShownColumn } from "./use-table-columns";

interface TableFooterProps {
  shown: ShownColumn[];
  rowNumber: number;
  footer: (field: FieldDescriptor) => ReactNode;
}

export function TableFooter({ shown, rowNumber, footer }: TableFooterProps) {
  return (
    <div role="rowgroup" className={classes.foot}>
      <div role="row" tabIndex={-1} aria-rowindex={rowNumber} className={classes.headRow}>
        {shown.map((column, index) => (
          <div
            key={column.id}
            role="gridcell"
            tabIndex={-1}
            className={classes.footCell}
            data-pinned={column.isPinned || undefined}
            data-edge={isEdge(shown, index) || undefined}
            data-number={(column.field && isNumeric(column.field)) || undefined}
            style={cellStyle(index, column.isPinned)}
          >
            {column.field ? footer(column.field) : null}
          </div>
        ))}
      </div>
    </div>
  );
}
