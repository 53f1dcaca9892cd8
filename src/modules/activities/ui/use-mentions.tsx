"use client";
// Naming a colleague while writing: "@" and some letters offer people; the text shows the name, what is stored holds
// who is meant.
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useState } from "react";
import { flushSync } from "react-dom";
import { type SourceOption, useFieldSources } from "@/ui/fields/field-sources";
import { PersonAvatar } from "@/ui/fields/person";
import classes from "./activities.module.css";

const mostOffered = 6;
/** "@ada lo" up to where is being written: at most three words, after a space or at the beginning. */
const beingNamed = /(?:^|\s)@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]+){0,2})$/u;

interface Mentions {
  /** Attributes of the field that is written in. */
  field: { "aria-autocomplete"?: "list"; "aria-controls"?: string; "aria-activedescendant"?: string };
  /** To be called whenever the text or the place in it changes. */
  look: () => void;
  /** True: the key was for the offered people. */
  handleKey: (event: KeyboardEvent) => boolean;
  /** The offered people. */
  offered: ReactNode;
  /** The text as it is stored. */
  encode: (text: string) => string;
}

interface MentionsOptions {
  isActive: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  onText: (text: string) => void;
}

export function useMentions({ isActive, field, onText }: MentionsOptions): Mentions {
  const sources = useFieldSources();
  const listId = useId();
  const [query, setQuery] = useState<string | null>(null);
  const [people, setPeople] = useState<SourceOption[]>([]);
  const [at, setAt] = useState(0);
  const [named, setNamed] = useState<ReadonlyMap<string, string>>(new Map());

  useEffect(() => {
    if (query === null || !isActive) {
      setPeople([]);
      return;
    }
    let isLate = false;
    sources.loadOptions("user", undefined, query).then(
      (found) => {
        if (isLate) return;
        // Few name themselves.
        const others = found.filter((one) => !one.isMe);
        setPeople([...others, ...found.filter((one) => one.isMe)].slice(0, mostOffered));
        setAt(0);
      },
      // Without the list the name stays plain text.
      () => setPeople([]),
    );
    return () => {
      isLate = true;
    };
  }, [query, isActive, sources]);

  function look() {
    const element = field.current;
    if (!isActive || !element) return setQuery(null);
    const match = beingNamed.exec(element.value.slice(0, element.selectionStart));
    setQuery(match ? (match[1] ?? "") : null);
  }

  function choose(person: SourceOption) {
    const element = field.current;
    if (!element || query === null) return;
    const end = element.selectionStart;
    const start = end - query.length;
    const before = `${element.value.slice(0, start)}${person.label} `;
    // The text is drawn before the next key can come: writing goes on behind the name.
    flushSync(() => {
      onText(before + element.value.slice(end));
      setNamed(new Map(named).set(person.label, person.value));
      setQuery(null);
    });
    element.focus();
    element.setSelectionRange(before.length, before.length);
  }

  const isOpen = isActive && query !== null && people.length > 0;
  const optionId = (place: number) => `${listId}-${place}`;

  function handleKey(event: KeyboardEvent): boolean {
    const person = people[at];
    if (!isOpen || !person) return false;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setAt((at + step + people.length) % people.length);
    else if ((event.key === "Enter" && !event.metaKey && !event.ctrlKey) || event.key === "Tab")
      choose(person);
    else if (event.key === "Escape") setQuery(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return {
    field: isActive
      ? {
          "aria-autocomplete": "list",
          ...(isOpen ? { "aria-controls": listId, "aria-activedescendant": optionId(at) } : {}),
        }
      : {},
    look,
    handleKey,
    offered: isOpen ? (
      <div id={listId} role="listbox" aria-label="Colleagues" className={classes.offered}>
        {people.map((person, place) => (
          <div
            key={person.value}
            id={optionId(place)}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            className={classes.mention}
            // The field keeps the focus, and with it the place in the text.
            onMouseDown={(event) => {
              event.preventDefault();
              choose(person);
            }}
          >
            <PersonAvatar name={person.label} avatarUrl={person.avatarUrl} />
            {person.label}
            <span className={classes.mentionHint}>{person.description}</span>
          </div>
        ))}
      </div>
    ) : null,
    encode: (text) => {
      // The longest first: "@Ada Lovelace" is not "@Ada".
      const names = [...named].sort(([a], [b]) => b.length - a.length);
      let encoded = text;
      for (const [name, id] of names) {
        const safe = name.replace(/[[\]\n]/g, " ");
        encoded = encoded.replaceAll(`@${name}`, `@[${safe}](${id})`);
      }
      return encoded;
    },
  };
}
