"use client";
/** The keyboard of the grid: arrows and J/K move, Enter opens, E or F2 edits, X selects, Esc clears. */
import { type KeyboardEvent, type RefObject, useLayoutEffect } from "react";
import { useCommands } from "../commands/command-provider";
import { wasInFront } from "../commands/in-front";
import type { RecordLike } from "../fields/read-value";
import type { Noun } from "./table-props";
import type { GridState } from "./use-row-actions";
import type { ShownColumn } from "./use-table-columns";

interface GridKeys<R extends RecordLike> {
  grid: GridState<R>;
  columns: ShownColumn[];
  rowCount: number;
  scroller: RefObject<HTMLDivElement | null>;
  noun: Noun;
  scrollToRow: (index: number) => void;
}

// Pressed on a cell, and done there.
const told = { isToldOnly: true, run: () => undefined };

export function useGridKeys<R extends RecordLike>(options: GridKeys<R>) {
  const { grid, columns, rowCount, scroller, noun, scrollToRow } = options;
  const { active, setActive, actions, wantsFocus, edits } = grid;
  const firstField = Math.max(
    0,
    columns.findIndex((column) => column.field),
  );

  useLayoutEffect(() => {
    if (!wantsFocus.current || !active || edits.editing) return;
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${active.row}:${active.column}"]`);
    if (!cell) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  function moveTo(row: number, column: number) {
    const target = {
      row: Math.max(0, Math.min(rowCount - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    wantsFocus.current = true;
    scrollToRow(target.row);
    setActive(target);
  }

  const move = (rows: number) =>
    active ? moveTo(active.row + rows, active.column) : moveTo(rows > 0 ? 0 : rowCount - 1, firstField);
  const isActive = () => active !== null;
  const group = noun.many[0]?.toUpperCase() + noun.many.slice(1);

  useCommands([
    { id: "row-next", label: "Next row", group, shortcut: "J", run: () => move(1), isKeyOnly: true },
    { id: "row-previous", label: "Previous row", group, shortcut: "K", run: () => move(-1), isKeyOnly: true },
    {
      id: "row-select",
      label: "Select the row",
      group,
      shortcut: "X",
      run: () => active && actions.select(active.row, false),
      isEnabled: isActive,
      isKeyOnly: true,
    },
    {
      id: "row-edit",
      label: "Edit the cell",
      group,
      shortcut: "E",
      run: () => active && actions.edit(active.row, active.column),
      isEnabled: isActive,
      isKeyOnly: true,
    },
    { ...told, id: "row-open", label: "Open the row", group, shortcut: "Enter" },
    { ...told, id: "row-open-tab", label: "Open it in a new tab", group, shortcut: "mod+Enter" },
    { ...told, id: "rows-select", label: "Select row after row", group, shortcut: "shift+ArrowDown" },
  ]);

  function onKeyDown(event: KeyboardEvent) {
    const target = event.target as HTMLElement;
    const cell = target.closest<HTMLElement>("[data-cell]");
    if (!cell || edits.editing || !active) return;
    if (event.altKey) return;
    const isMod = event.metaKey || event.ctrlKey;
    const { row, column } = active;
    // Shift and an arrow take the next row too, as in any list of files.
    const extendTo = (to: number) => {
      actions.select(row, true);
      actions.select(to, true);
      moveTo(to, column);
    };
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / 38) - 2);
    const acts: Record<string, () => void> = {
      ArrowDown: () => (event.shiftKey ? extendTo(row + 1) : moveTo(row + 1, column)),
      ArrowUp: () => (event.shiftKey ? extendTo(row - 1) : moveTo(row - 1, column)),
      ArrowLeft: () => moveTo(row, column - 1),
      ArrowRight: () => moveTo(row, column + 1),
      PageDown: () => moveTo(row + page, column),
      PageUp: () => moveTo(row - page, column),
      Home: () => moveTo(isMod ? 0 : row, 0),
      End: () => moveTo(isMod ? rowCount - 1 : row, columns.length - 1),
      Enter: () => actions.open(row, isMod),
      F2: () => actions.edit(row, column),
      " ": () => actions.select(row, event.shiftKey),
    };
    const act = acts[event.key];
    if (act && (!isMod || ["Home", "End", "Enter"].includes(event.key))) {
      // A link or a button inside the cell keeps its own Enter and Space.
      if (target !== cell && (event.key === "Enter" || event.key === " ")) return;
      event.preventDefault();
      act();
    } else if (event.key === "Escape" && !wasInFront(event.nativeEvent)) {
      grid.latest.current.props.onSelectionChange?.(new Set());
    }
  }

  return { onKeyDown };
}
