"use client";
/** The header row: sort by click (shift adds), drag to move, drag the edge to resize, a menu for all of it by keyboard. */
import { ActionIcon } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowsHorizontal,
  IconArrowUp,
  IconDotsVertical,
  IconEyeOff,
  IconPin,
  IconPinnedOff,
} from "@tabler/icons-react";
import { useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { Sort } from "@/kernel/query/filter";
import { announce } from "../feedback/live-announcer";
import { Menu } from "../late/menu";
import classes from "./table.module.css";
import { isNumeric } from "./table-props";
import { cellStyle, isEdge } from "./table-row";
import type { ShownColumn, TableColumns } from "./use-table-columns";

interface TableHeaderProps {
  columns: TableColumns;
  shown: ShownColumn[];
  sort: Sort[];
  onSortChange: (sort: Sort[]) => void;
  selected: "all" | "some" | "none";
  onSelectAll: () => void;
}

export function TableHeader(props: TableHeaderProps) {
  const { shown, selected, onSelectAll } = props;
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} tabIndex={-1} className={classes.headRow}>
        {shown.map((column, index) =>
          column.field ? (
            <HeaderCell key={column.id} {...props} field={column.field} column={column} index={index} />
          ) : (
            <div
              key={column.id}
              role="columnheader"
              tabIndex={-1}
              aria-colindex={index + 1}
              className={classes.headCell}
              data-pinned
              style={cellStyle(index, true)}
            >
              <input
                type="checkbox"
                className={classes.check}
                ref={(box) => {
                  if (box) box.indeterminate = selected === "some";
                }}
                aria-label={selected === "all" ? "Clear the selection" : "Select all loaded rows"}
                checked={selected === "all"}
                onChange={onSelectAll}
              />
            </div>
          ),
        )}
      </div>
    </div>
  );
}

function HeaderCell(
  props: TableHeaderProps & { field: FieldDescriptor; column: ShownColumn; index: number },
) {
  const { columns, field, column, index, sort, onSortChange, shown } = props;
  const [isOver, setIsOver] = useState(false);
  const place = sort.findIndex((entry) => entry.field === field.key);
  const order = sort[place]?.order;
  const position = columns.visible.indexOf(field.key);
  const isFirst = position === 0;
  const Arrow = order === "desc" ? IconArrowDown : IconArrowUp;

  function sortBy(next: "asc" | "desc" | undefined, isAdded: boolean) {
    const others = isAdded ? sort.filter((entry) => entry.field !== field.key) : [];
    onSortChange(next ? [...others, { field: field.key, order: next }] : others);
    announce(
      next ? `Sorted by ${field.label}, ${next === "asc" ? "ascending" : "descending"}` : "Not sorted",
    );
  }

  return (
    <div
      role="columnheader"
      tabIndex={-1}
      aria-colindex={index + 1}
      aria-sort={
        order ? (order === "asc" ? "ascending" : "descending") : field.isSortable ? "none" : undefined
      }
      className={classes.headCell}
      data-pinned={column.isPinned || undefined}
      data-edge={isEdge(shown, index) || undefined}
      data-number={isNumeric(field) || undefined}
      data-over={isOver || undefined}
      style={cellStyle(index, column.isPinned)}
      onDragOver={(event) => {
        if (isFirst || !event.dataTransfer.types.includes("application/x-column")) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        setIsOver(false);
        const dragged = event.dataTransfer.getData("application/x-column");
        if (dragged && dragged !== field.key) columns.moveColumn(dragged, position);
      }}
    >
      <button
        type="button"
        className={classes.headButton}
        draggable={!isFirst}
        onDragStart={(event) => {
          event.dataTransfer.setData("application/x-column", field.key);
          event.dataTransfer.effectAllowed = "move";
        }}
        disabled={!field.isSortable && isFirst}
        onClick={(event) => {
          if (!field.isSortable) return;
          sortBy(order === undefined ? "asc" : order === "asc" ? "desc" : undefined, event.shiftKey);
        }}
      >
        <span className={classes.headLabel}>{field.label}</span>
        {order ? <Arrow size={13} aria-hidden /> : null}
        {order && sort.length > 1 ? <span className={classes.sortPlace}>{place + 1}</span> : null}
      </button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={22} className={classes.headMenu} aria-label={`${field.label} column`}>
            <IconDotsVertical size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {field.isSortable ? (
            <>
              <Menu.Item leftSection={<IconArrowUp size={15} />} onClick={() => sortBy("asc", false)}>
                Sort ascending
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowDown size={15} />} onClick={() => sortBy("desc", false)}>
                Sort descending
              </Menu.Item>
              {sort.length > 0 && !order ? (
                <Menu.Item leftSection={<IconArrowUp size={15} />} onClick={() => sortBy("asc", true)}>
                  Then sort by this
                </Menu.Item>
              ) : null}
              <Menu.Divider />
            </>
          ) : null}
          {isFirst ? null : (
            <>
              <Menu.Item
                leftSection={column.isPinned ? <IconPinnedOff size={15} /> : <IconPin size={15} />}
                onClick={() => columns.togglePin(field.key)}
              >
                {column.isPinned ? "Unpin" : "Keep in sight"}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconArrowLeft size={15} />}
                disabled={position <= 1}
                onClick={() => columns.moveColumn(field.key, position - 1)}
              >
                Move left
              </Menu.Item>
              <Menu.Item
                leftSection={<IconArrowRight size={15} />}
                disabled={position >= columns.visible.length - 1}
                onClick={() => columns.moveColumn(field.key, position + 1)}
              >
                Move right
              </Menu.Item>
            </>
          )}
          <Menu.Item
            leftSection={<IconArrowsHorizontal size={15} />}
            onClick={() => columns.setWidth(field.key, 320)}
          >
            Wide
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowsHorizontal size={15} />}
            onClick={() => columns.setWidth(field.key, 110)}
          >
            Narrow
          </Menu.Item>
          {isFirst ? null : (
            <Menu.Item leftSection={<IconEyeOff size={15} />} onClick={() => columns.hideColumn(field.key)}>
              Hide column
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <span
        className={classes.resizer}
        aria-hidden
        data-last={index === shown.length - 1 || undefined}
        onPointerDown={(event) => columns.startResize(column, event)}
        onDoubleClick={() => columns.resetWidth(field.key)}
      />
    </div>
  );
}
