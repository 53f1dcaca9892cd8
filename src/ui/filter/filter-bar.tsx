"use client";
/** The line over a list: search, the filter as chips, and room for sort and columns. */
import { ActionIcon, Button, Kbd, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFilter, IconSearch, IconX } from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Filter } from "@/kernel/query/filter";
import { useCommands } from "../commands/command-provider";
import { useFieldSources } from "../fields/field-sources";
import { useLocale } from "../fields/locale";
import { late } from "../late/use-late";
import classes from "./filter.module.css";
import {
  countRules,
  describeRule,
  type FilterScope,
  type Group,
  isComplete,
  isGroup,
  type Rule,
  toFilter,
  toGroup,
  withAddressParts,
} from "./filter-rules";
import { OutsidePopover } from "./outside-popover";

const builder = late(() => import("./filter-builder").then((part) => part.FilterBuilder));

export interface FilterBarProps extends FilterScope {
  search: string | undefined;
  onSearchChange: (search: string | undefined) => void;
  filter: Filter | undefined;
  onFilterChange: (filter: Filter | undefined) => void;
  searchPlaceholder?: string;
  /** The filter is being opened. */
  onOpen?: () => void;
  /** At the right: SortMenu, ColumnPicker. */
  children?: ReactNode;
}

export function FilterBar(props: FilterBarProps) {
  const { search, onSearchChange, filter, onFilterChange, searchPlaceholder = "Search", children } = props;
  const { onOpen } = props;
  const { fields, relations } = props;
  const scope = useMemo(() => withAddressParts({ fields, relations }), [fields, relations]);
  const { tag: locale } = useLocale();
  const { nameOf } = useFieldSources();
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
  const open = () => {
    setIsOpen(true);
    onOpen?.();
  };
  const input = useRef<HTMLInputElement>(null);
  const group = toGroup(filter);
  const count = countRules(group);

  useCommands([
    {
      id: "focus-search",
      label: "Search this list",
      group: "List",
      icon: IconSearch,
      shortcut: "/",
      run: () => input.current?.focus(),
    },
    {
      id: "open-filter",
      label: "Filter this list",
      group: "List",
      icon: IconFilter,
      shortcut: "F",
      run: open,
    },
  ]);

  const chips: { item: Rule | Group; text: string }[] = (
    group.match === "or" && count > 1 ? [group] : group.items
  ).map((item) => ({ item, text: describe(item) }));

  function describe(item: Rule | Group): string {
    if (isGroup(item)) return item.items.map(describe).join(item.match === "or" ? " or " : " and ");
    return describeRule(item, scope, locale, (field, id) =>
      nameOf?.(field.kind === "user" ? "user" : "record", field.recordType, id),
    );
  }

  function remove(item: Rule | Group) {
    if (item.id === group.id) return onFilterChange(undefined);
    onFilterChange(toFilter({ ...group, items: group.items.filter((other) => other.id !== item.id) }));
  }

  return (
    <div className={classes.bar} role="search" aria-label={searchPlaceholder}>
      <SearchInput ref={input} value={search} onChange={onSearchChange} placeholder={searchPlaceholder} />
      <OutsidePopover
        isOpen={isOpen}
        onClose={close}
        title="Filter"
        width={620}
        target={
          <Button
            variant="default"
            leftSection={<IconFilter size={15} />}
            aria-expanded={isOpen}
            aria-haspopup="dialog"
            aria-keyshortcuts="F"
            onClick={() => (isOpen ? close() : open())}
          >
            Filter{count > 0 ? ` · ${count}` : ""}
          </Button>
        }
        content={builder}
        given={{ ...scope, filter, onChange: onFilterChange }}
      />
      <ul className={classes.chips} aria-label="Active filters">
        {chips
          .filter(({ item }) => isGroup(item) || isComplete(item))
          .map(({ item, text }) => (
            <li key={text} className={classes.chip}>
              <button type="button" className={classes.chipText} onClick={open} title={text}>
                {text}
              </button>
              <ActionIcon size={20} aria-label={`Remove filter: ${text}`} onClick={() => remove(item)}>
                <IconX size={12} />
              </ActionIcon>
            </li>
          ))}
      </ul>
      <div className={classes.right}>{children}</div>
    </div>
  );
}

interface SearchInputProps {
  ref: React.RefObject<HTMLInputElement | null>;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  placeholder: string;
}

function SearchInput({ ref, value, onChange, placeholder }: SearchInputProps) {
  const [text, setText] = useState(value ?? "");
  const sent = useRef(value ?? "");
  const send = useDebouncedCallback((next: string) => {
    sent.current = next;
    onChange(next === "" ? undefined : next);
  }, 200);
  useEffect(() => {
    // Changed from outside (another view, back): our own echo must not overwrite what is being typed.
    if ((value ?? "") === sent.current) return;
    sent.current = value ?? "";
    setText(value ?? "");
  }, [value]);
  return (
    <TextInput
      ref={ref}
      type="search"
      size="xs"
      className={classes.search}
      aria-label={placeholder}
      aria-keyshortcuts="/"
      placeholder={placeholder}
      leftSection={<IconSearch size={15} />}
      rightSection={
        text ? null : (
          <Kbd size="xs" className={classes.key}>
            /
          </Kbd>
        )
      }
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        // On to what was found: J goes to the first of it.
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key !== "Escape") return;
        if (text) {
          setText("");
          send("");
        } else event.currentTarget.blur();
      }}
    />
  );
}
