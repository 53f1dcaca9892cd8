/** The one registry of commands: what the mounted parts offer now. It drives the menu, the shortcuts and the sheet. */
import type { ComponentType } from "react";

export interface Command {
  /** Stable and unique; what "recent" remembers. */
  id: string;
  label: string;
  /** The heading in the menu and the sheet ("Contacts", "Go to", "General"). */
  group: string;
  icon?: ComponentType<{ size?: number | string }>;
  keywords?: string[];
  /** "C", "G C", "mod+K", "[". Single keys are ignored while someone is typing. */
  shortcut?: string;
  run: () => void;
  isEnabled?: () => boolean;
  /** Runs by shortcut only: shown in the `?` sheet and not in the menu ("move down"). */
  isKeyOnly?: boolean;
  /** Done where the key is pressed ("Enter" on a row): the sheet tells of it, nothing else. */
  isToldOnly?: boolean;
}

const recentKey = "meridian.recent";
const recentLimit = 12;

export class CommandStore {
  #byOwner = new Map<string, Command[]>();
  #listeners = new Set<() => void>();
  #all: Command[] = [];

  set(owner: string, commands: Command[]): void {
    this.#byOwner.set(owner, commands);
    this.#changed();
  }

  remove(owner: string): void {
    this.#byOwner.delete(owner);
    this.#changed();
  }

  #changed(): void {
    // What was mounted last comes last and wins: a page's "C" over the shell's.
    const byId = new Map<string, Command>();
    for (const commands of this.#byOwner.values())
      for (const command of commands) byId.set(command.id, command);
    this.#all = [...byId.values()];
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  all = (): Command[] => this.#all;

  find(id: string): Command | undefined {
    return this.#all.find((command) => command.id === id);
  }
}

export interface RecentEntry {
  id: string;
  label: string;
  href?: string;
  recordType?: string;
}

export function readRecent(): RecentEntry[] {
  const stored = window.localStorage.getItem(recentKey);
  if (!stored) return [];
  try {
    const parsed: unknown = JSON.parse(stored);
    return Array.isArray(parsed) ? parsed.filter(isRecentEntry) : [];
  } catch (cause) {
    // Someone edited the storage by hand: start anew rather than break the menu.
    if (cause instanceof SyntaxError) return [];
    throw cause;
  }
}

export function rememberRecent(entry: RecentEntry): void {
  const rest = readRecent().filter((other) => other.id !== entry.id);
  window.localStorage.setItem(recentKey, JSON.stringify([entry, ...rest].slice(0, recentLimit)));
}

function isRecentEntry(value: unknown): value is RecentEntry {
  return typeof value === "object" && value !== null && "id" in value && "label" in value;
}
