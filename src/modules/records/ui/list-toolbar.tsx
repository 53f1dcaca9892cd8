"use client";
// The line over a list: search, filter, groups, sort, columns.
import { useMemo } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { RowsAsked } from "@/surfaces/rpc/records";
import { ColumnPicker } from "@/ui/filter/column-picker";
import { FilterBar } from "@/ui/filter/filter-bar";
import type { FilterScope } from "@/ui/filter/filter-rules";
import { GroupMenu } from "@/ui/filter/group-menu";
import { SortMenu } from "@/ui/filter/sort-menu";
import { canGroupBy, type Grouping, groupIntervals, writeGrouping } from "./group-query";
import type { ListContent } from "./list-address";
import { ListMenu } from "./list-menu";
import type { RecordScreen } from "./record-screen";

interface ListToolbarProps {
  screen: RecordScreen;
  fields: FieldDescriptor[];
  relations: FilterScope["relations"];
  /** Somebody is about to choose among the fields one step away. */
  onWantRelations: () => void;
  query: ListContent;
  asked: RowsAsked;
  grouping: Grouping | undefined;
  onAllGroupsOpen: (isOpen: boolean) => void;
  onChange: (changes: Partial<ListContent>) => void;
}

export function ListToolbar(props: ListToolbarProps) {
  const { screen, fields, relations, onWantRelations, query, asked, grouping, onAllGroupsOpen, onChange } =
    props;
  const choices = useMemo(
    () => [
      {
        group: "Fields",
        items: fields.filter(canGroupBy).map(({ key, label }) => ({ value: key, label })),
      },
      ...Object.entries(relations ?? {}).map(([name, relation]) => ({
        group: relation.label,
        items: relation.fields
          .filter(canGroupBy)
          .map(({ key, label }) => ({ value: `${name}.${key}`, label: `${relation.label} › ${label}` })),
      })),
    ],
    [fields, relations],
  );
  const label = choices.flatMap(({ items }) => items).find(({ value }) => value === grouping?.by)?.label;
  return (
    <FilterBar
      fields={fields}
      relations={relations}
      search={query.search}
      filter={query.filter}
      searchPlaceholder={`Search ${screen.noun.many}`}
      onSearchChange={(search) => onChange({ search })}
      onFilterChange={(filter) => onChange({ filter })}
      onOpen={onWantRelations}
    >
      <GroupMenu
        choices={choices}
        value={grouping?.by}
        label={label}
        intervals={grouping?.interval ? groupIntervals : undefined}
        interval={grouping?.interval}
        onOpen={onWantRelations}
        onChange={(by, interval) =>
          onChange({
            groupBy:
              by &&
              writeGrouping(
                by,
                groupIntervals.find((one) => one === interval),
              ),
          })
        }
        onAllOpen={onAllGroupsOpen}
      />
      <SortMenu fields={fields} sort={query.sort} onChange={(sort) => onChange({ sort })} />
      <ColumnPicker fields={fields} columns={query.columns} onChange={(columns) => onChange({ columns })} />
      <ListMenu screen={screen} asked={asked} columns={query.columns} />
    </FilterBar>
  );
}
