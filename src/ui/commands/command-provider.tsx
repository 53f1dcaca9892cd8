"use client";
/** Holds the registry, listens for shortcuts, and opens the ⌘K menu and the `?` sheet. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useId,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { latePart } from "../late/late-part";
import { type Command, CommandStore } from "./command-store";
import { ariaShortcut } from "./shortcut";
import { useAtRest } from "./use-at-rest";
import { useShortcuts } from "./use-shortcuts";
import { useTypedAhead } from "./use-typed-ahead";

// Nobody's first look: fetched once the page is at rest, so that the first ⌘K opens at once.
const CommandMenu = latePart(() => import("./command-menu").then((part) => part.CommandMenu));
const ShortcutSheet = latePart(() => import("./shortcut-sheet").then((part) => part.ShortcutSheet));

export interface FoundRecord {
  id: string;
  label: string;
  /** "Contact", "Account": shown beside it. */
  recordType: string;
  icon?: Command["icon"];
  description?: string;
  href: string;
}

/** Where all that fits is listed, not only the best of it. */
export type FoundList = Pick<FoundRecord, "label" | "icon" | "href">;

export interface FoundRecords {
  records: FoundRecord[];
  lists: FoundList[];
}

/** The signal says that nobody waits for the answer any more. */
export type SearchRecords = (query: string, signal: AbortSignal) => Promise<FoundRecords>;

interface CommandContextValue {
  store: CommandStore;
  openMenu: () => void;
  openShortcuts: () => void;
  setSearch: (search: SearchRecords | undefined) => void;
}

const CommandContext = createContext<CommandContextValue | null>(null);

function useCommandContext(): CommandContextValue {
  const value = useContext(CommandContext);
  if (!value) throw new Error("Commands need the UiProvider around them");
  return value;
}

export function CommandProvider({
  navigate,
  children,
}: {
  navigate: (href: string) => void;
  children: ReactNode;
}) {
  const [store] = useState(() => new CommandStore());
  const [opened, setOpened] = useState<"menu" | "shortcuts" | null>(null);
  const [search, setSearch] = useState<{ run: SearchRecords } | null>(null);
  const isAtRest = useAtRest();
  useShortcuts(store, opened !== null);
  const [isMenuDrawn, setIsMenuDrawn] = useState(false);
  const close = useCallback(() => setOpened(null), []);
  const typedAhead = useTypedAhead(opened === "menu" && !isMenuDrawn, close);

  const value = useMemo<CommandContextValue>(
    () => ({
      store,
      openMenu: () => setOpened("menu"),
      openShortcuts: () => setOpened("shortcuts"),
      setSearch: (run) => setSearch(run ? { run } : null),
    }),
    [store],
  );

  return (
    <CommandContext value={value}>
      <GeneralCommands />
      {children}
      {isAtRest || opened === "menu" ? (
        <CommandMenu
          isOpen={opened === "menu"}
          onClose={close}
          onDrawn={setIsMenuDrawn}
          typedAhead={typedAhead}
          store={store}
          searchRecords={search?.run}
          navigate={navigate}
        />
      ) : null}
      {isAtRest || opened === "shortcuts" ? (
        <ShortcutSheet isOpen={opened === "shortcuts"} onClose={close} store={store} />
      ) : null}
    </CommandContext>
  );
}

function GeneralCommands() {
  const { openMenu, openShortcuts } = useCommandContext();
  useCommands([
    {
      id: "command-menu",
      label: "Search and run commands",
      group: "General",
      shortcut: "mod+K",
      run: openMenu,
      isKeyOnly: true,
    },
    {
      id: "shortcuts",
      label: "Keyboard shortcuts",
      group: "General",
      shortcut: "?",
      keywords: ["help", "keys"],
      run: openShortcuts,
    },
  ]);
  return null;
}

/** Offers these commands while the calling part is mounted. An inline array is fine. */
export function useCommands(commands: Command[]): void {
  const { store } = useCommandContext();
  const owner = useId();
  useEffect(() => store.set(owner, commands), [store, owner, commands]);
  useEffect(() => () => store.remove(owner), [store, owner]);
}

/** Gives the ⌘K menu its record search; call it once, in the shell's layout. */
export function useRecordSearch(search: SearchRecords | undefined): void {
  const { setSearch } = useCommandContext();
  useEffect(() => {
    setSearch(search);
    return () => setSearch(undefined);
  }, [search, setSearch]);
}

export function useCommandMenu(): { open: () => void; openShortcuts: () => void } {
  const { openMenu, openShortcuts } = useCommandContext();
  return { open: openMenu, openShortcuts };
}

/** The aria-keyshortcuts of a button that does the same as a command. */
export function useAriaShortcut(commandId: string): string | undefined {
  const { store } = useCommandContext();
  return useSyncExternalStore(
    store.subscribe,
    () => ariaShortcut(store.find(commandId)?.shortcut),
    () => undefined,
  );
}
