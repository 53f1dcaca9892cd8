"use client";
/** Where user and record fields find their choices, their names and their links. Pages give it; fields use it. */
import { createContext, type ReactNode, useContext } from "react";

export interface SourceOption {
  value: string;
  label: string;
  description?: string;
  avatarUrl?: string;
  /** The choice is the reader themselves: listed as "Me", and named like everybody once chosen. */
  isMe?: boolean;
}

/** Makes a record of this name. */
export type MakeOption = (name: string) => Promise<SourceOption>;

export interface FieldSources {
  /** The best matches for what was typed; an empty query gives a first few. */
  loadOptions: (
    kind: "user" | "record" | "tags",
    recordType: string | undefined,
    query: string,
  ) => Promise<SourceOption[]>;
  /** How a missing record is made by its name alone; undefined where one may not, or where more than a name is needed. */
  loadMaker?: (recordType: string) => Promise<MakeOption | undefined>;
  /** The name behind an id, when it is already known; fields show the id's end otherwise. */
  nameOf?: (kind: "user" | "record", recordType: string | undefined, id: string) => string | undefined;
  hrefOf?: (recordType: string | undefined, id: string) => string | undefined;
}

const noSources: FieldSources = { loadOptions: async () => [] };
const FieldSourcesContext = createContext<FieldSources>(noSources);

export function FieldSourcesProvider({ sources, children }: { sources: FieldSources; children: ReactNode }) {
  return <FieldSourcesContext value={sources}>{children}</FieldSourcesContext>;
}

export function useFieldSources(): FieldSources {
  return useContext(FieldSourcesContext);
}
