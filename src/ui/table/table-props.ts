/** What a page gives to a RecordTable: fields, loaded rows, the state of the list, and what happens on each act. */
import type { ReactNode } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { Sort } from "@/kernel/query/filter";
import type { RecordLike } from "../fields/read-value";
import type { RowGroup } from "./table-groups";

/** How one person likes this list: kept beside the view, not in the query. */
export interface TableLayout {
  widths: Record<string, number>;
  /** Columns that stay in sight besides the first. */
  pinned: string[];
}

export interface Noun {
  one: string;
  many: string;
}

export interface RecordTableProps<R extends RecordLike> {
  noun: Noun;
  fields: FieldDescriptor[];
  rows: R[];
  /** How many match in all; `totalIsExact: false` reads "10,000+". */
  total?: number;
  totalIsExact?: boolean;

  /** Names the question that the rows answer: another one is read from its top. */
  questionKey?: string;

  /** Keys of the visible columns in order; the first one names the record and always stays in sight. */
  columns: string[];
  onColumnsChange: (columns: string[]) => void;
  layout?: TableLayout;
  onLayoutChange?: (layout: TableLayout) => void;
  sort: Sort[];
  onSortChange: (sort: Sort[]) => void;

  selection?: ReadonlySet<string>;
  onSelectionChange?: (selection: ReadonlySet<string>) => void;
  /** The record that is open in the panel now. */
  openId?: string;
  onOpen: (row: R) => void;
  hrefOf: (row: R) => string;

  /** Saves one cell. The new value is shown at once; a rejection puts the old one back and says why. */
  onEditCell?: (row: R, field: FieldDescriptor, value: unknown, base: unknown) => Promise<unknown>;
  canEditCell?: (row: R, field: FieldDescriptor) => boolean;
  /** Own display for a cell; undefined leaves it to FieldValue. */
  renderCell?: (row: R, field: FieldDescriptor) => ReactNode | undefined;
  /** The calculation under a column. */
  footer?: (field: FieldDescriptor) => ReactNode;
  /** The rows in groups; `rows` then holds those loaded of the open ones, in order. */
  groups?: RowGroup<R>[];
  onToggleGroup?: (id: string) => void;
  /** The first rows of a group that has come into sight, or the next ones. */
  onMoreOfGroup?: (id: string) => void;
  /** What a group sums up to under a column. */
  groupCell?: (groupId: string, field: FieldDescriptor) => ReactNode;
  /** Rows that someone else has just changed: marked for a moment. */
  changedIds?: ReadonlySet<string>;

  isLoading?: boolean;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => void;
  error?: unknown;
  /** In the place of the error's own words, where there is more to say. */
  problem?: ReactNode;
  onRetry?: () => void;
  /** What to show when nothing matches. */
  empty: ReactNode;
  /** The fields of a card on a phone, after the first column; the next three visible columns otherwise. */
  cardFields?: string[];
}

export const selectColumnId = "__select";
export const rowHeight = 38;

export function defaultWidth(field: FieldDescriptor): number {
  if (field.width) return field.width;
  switch (field.kind) {
    case "boolean":
    case "integer":
      return 110;
    case "number":
    case "money":
    case "date":
    case "dateTime":
      return 140;
    case "email":
    case "url":
    case "longText":
    case "address":
      return 220;
    default:
      return 170;
  }
}

export function isNumeric(field: FieldDescriptor): boolean {
  return field.kind === "integer" || field.kind === "number" || field.kind === "money";
}

export function describeTotal(total: number | undefined, isExact: boolean | undefined, noun: Noun): string {
  if (total === undefined) return noun.many;
  const shown = new Intl.NumberFormat("en").format(total);
  if (isExact === false)
    return `${new Intl.NumberFormat("en").format(Math.floor(total / 1000) * 1000)}+ ${noun.many}`;
  return `${shown} ${total === 1 ? noun.one : noun.many}`;
}
