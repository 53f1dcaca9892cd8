"use client";
/** The ⌘K menu: recent things first, then records and commands as you type; ">" shows commands only. */
import { Loader, Modal, Text } from "@mantine/core";
import { IconArrowRight, IconHistory, IconList, IconSearch } from "@tabler/icons-react";
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { SearchRecords } from "./command-provider";
import {
  type Command,
  type CommandStore,
  type RecentEntry,
  readRecent,
  rememberRecent,
} from "./command-store";
import classes from "./commands.module.css";
import { rankCommands } from "./rank-commands";
import { ShortcutKeys } from "./shortcut-keys";
import { useFoundRecords } from "./use-found-records";

interface CommandMenuProps {
  isOpen: boolean;
  onClose: () => void;
  /** The menu takes the keys from now on, or no longer does. */
  onDrawn: (isDrawn: boolean) => void;
  /** What was typed before it did. */
  typedAhead: RefObject<string>;
  store: CommandStore;
  searchRecords?: SearchRecords;
  navigate: (href: string) => void;
}

interface Entry {
  id: string;
  label: string;
  group: string;
  /** What tells it from others of that name. */
  hint?: string;
  /** What it is: "Contact". */
  kind?: string;
  shortcut?: string;
  icon?: Command["icon"];
  run: () => void;
}

export function CommandMenu(props: CommandMenuProps) {
  return (
    <Modal.Root
      opened={props.isOpen}
      onClose={props.onClose}
      size={640}
      yOffset="12vh"
      padding={0}
      transitionProps={{ duration: 120, exitDuration: 0 }}
      classNames={{ content: classes.menu }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label="Search and commands">
        <MenuBody {...props} />
      </Modal.Content>
    </Modal.Root>
  );
}

function MenuBody({ onClose, onDrawn, typedAhead, store, searchRecords, navigate }: CommandMenuProps) {
  const [query, setQuery] = useState(() => typedAhead.current);
  const [active, setActive] = useState(0);
  const [recent] = useState<RecentEntry[]>(readRecent);
  const listId = useId();
  const listRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const isActionsOnly = query.startsWith(">");
  const words = isActionsOnly ? query.slice(1).trim() : query.trim();
  const { answer, isLoading, error } = useFoundRecords(isActionsOnly ? undefined : searchRecords, words);

  const entries = useMemo<Entry[]>(() => {
    const offered = store
      .all()
      .filter((command) => !command.isKeyOnly && !command.isToldOnly && command.isEnabled?.() !== false);
    const asEntry = (command: Command, group = command.group): Entry => ({
      ...command,
      group,
      run: () => {
        rememberRecent({ id: command.id, label: command.label });
        command.run();
      },
    });
    const visit = (entry: RecentEntry & { href: string }) => () => {
      rememberRecent(entry);
      navigate(entry.href);
    };
    if (!words && !isActionsOnly) {
      const recentEntries = recent.flatMap((entry): Entry[] => {
        const { href } = entry;
        if (href) {
          return [
            {
              ...entry,
              group: "Recent",
              kind: entry.recordType,
              icon: IconHistory,
              run: visit({ ...entry, href }),
            },
          ];
        }
        const command = offered.find((candidate) => candidate.id === entry.id);
        return command ? [asEntry(command, "Recent")] : [];
      });
      const shown = new Set(recentEntries.slice(0, 6).map((entry) => entry.id));
      const others = offered.filter((command) => !shown.has(command.id)).map((command) => asEntry(command));
      return [...recentEntries.slice(0, 6), ...inGroups(others, true)];
    }
    const found = answer.records.map(
      ({ id, label, recordType, icon = IconArrowRight, description, href }): Entry => ({
        id,
        label,
        group: "Records",
        hint: description,
        kind: recordType,
        icon,
        run: visit({ id, label, recordType, href }),
      }),
    );
    const lists = answer.lists.map(
      ({ label, icon = IconList, href }): Entry => ({
        id: href,
        label,
        group: "Records",
        icon,
        run: () => navigate(href),
      }),
    );
    // A command that was typed out is meant, whatever records hold its words.
    const ranked = rankCommands(offered, words).map((command) => asEntry(command));
    const isMeant = ({ label }: Entry) => label.toLowerCase() === words.toLowerCase();
    const rest = inGroups(
      ranked.filter((entry) => !isMeant(entry)),
      !words,
    );
    return [...ranked.filter(isMeant), ...found, ...lists, ...rest];
  }, [store, words, isActionsOnly, answer, recent, navigate]);

  const position = Math.min(active, Math.max(0, entries.length - 1));
  const optionId = (index: number) => `${listId}-${index}`;

  // At once, not when the dialog has opened: what is typed behind the shortcut belongs to the search.
  useLayoutEffect(() => {
    inputRef.current?.focus();
    onDrawn(true);
    return () => onDrawn(false);
  }, [onDrawn]);

  useEffect(() => {
    listRef.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });

  function run(entry: Entry | undefined) {
    if (!entry) return;
    onClose();
    // After the dialog has given focus back, so that what the command focuses keeps it.
    window.setTimeout(entry.run, 0);
  }

  function onKeyDown(event: KeyboardEvent) {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(entries.length - 1, position + move)));
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(entries[position]);
    }
  }

  return (
    <>
      <div className={classes.searchRow}>
        <IconSearch size={18} aria-hidden />
        <input
          ref={inputRef}
          className={classes.search}
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={entries.length > 0 ? optionId(position) : undefined}
          aria-label="Search records and commands"
          placeholder="Search, or type > for commands"
          value={query}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        {isLoading ? <Loader size={16} role="status" aria-label="Searching" /> : null}
      </div>
      <div id={listId} role="listbox" aria-label="Results" className={classes.results} ref={listRef}>
        {entries.map((entry, index) => {
          const Icon = entry.icon;
          const startsGroup = entry.group !== entries[index - 1]?.group;
          return (
            <div key={`${entry.group}:${entry.id}`} role="presentation">
              {startsGroup ? (
                <div className={classes.groupName} role="presentation">
                  {entry.group}
                </div>
              ) : null}
              <button
                type="button"
                id={optionId(index)}
                role="option"
                tabIndex={-1}
                aria-selected={index === position}
                className={classes.option}
                onMouseMove={() => setActive(index)}
                onClick={() => run(entry)}
              >
                <span className={classes.optionIcon} aria-hidden>
                  {Icon ? <Icon size={16} /> : null}
                </span>
                <span className={classes.optionLabel}>{entry.label}</span>
                {entry.kind ? <span className={classes.hint}>{entry.hint}</span> : null}
                {entry.kind ? <span className={classes.kind}>{entry.kind}</span> : null}
                {entry.shortcut ? <ShortcutKeys shortcut={entry.shortcut} /> : null}
              </button>
            </div>
          );
        })}
      </div>
      {error ? (
        // Also beside commands that fit: without it, nobody would know that records were not looked at.
        <Text size="sm" c="dimmed" p="md" role="status">
          Records could not be searched. {error}
        </Text>
      ) : entries.length === 0 && !isLoading ? (
        <Text size="sm" c="dimmed" p="md" role="status">
          {words ? `Nothing found for “${words}”.` : "No commands here."}
        </Text>
      ) : null}
    </>
  );
}

/**
 * Keeps entries of one group together, the page's own before what is offered everywhere. `isByNearness`: what was
 * mounted last (a selection, the record beside the list) is nearest to what one has in hand.
 */
function inGroups(entries: Entry[], isByNearness: boolean): Entry[] {
  // What is done with records comes before what is done with their list, and that before what can be done everywhere.
  const wider = ["List", "Views", "Go to", "General"];
  const lastOf = new Map(entries.map(({ group }, index) => [group, index]));
  const groups = [...new Set(entries.map(({ group }) => group))].sort(
    (a, b) =>
      wider.indexOf(a) - wider.indexOf(b) || (isByNearness ? (lastOf.get(b) ?? 0) - (lastOf.get(a) ?? 0) : 0),
  );
  // What has a key is done often.
  const rankOf = ({ shortcut }: Entry) => (isByNearness && !shortcut ? 1 : 0);
  return groups.flatMap((group) =>
    entries.filter((entry) => entry.group === group).sort((a, b) => rankOf(a) - rankOf(b)),
  );
}
