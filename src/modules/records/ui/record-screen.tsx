"use client";
// How a record type is shown: the few lines that a type adds to get its list, its page, its form and its place in search.
import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { RecordRow, TypeName } from "@/surfaces/rpc/records";
import type { DetailsSection } from "@/ui/record/details";
import type { PageTab } from "@/ui/shell/page-header";
import type { Noun } from "@/ui/table/table-props";
import type { SaveField } from "./save-field";

export interface RecordScreen extends TypeName {
  label: string;
  noun: Noun;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** The field that names a record: one of its own, or a computed one with the fields it is sorted by. */
  title: { key: string; label: string; sortBy?: string[]; width?: number };
  columns: string[];
  cardFields?: string[];
  sections: DetailsSection[];
  /** Keys of the create form, in order. */
  form: string[];
  subtitle?: (record: RecordRow) => ReactNode;
  isOrganisation?: boolean;
  /** Whose permissions count when they are not called by the type's own name: `activities` for tasks. */
  resource?: string;
  /** False: nobody looks for records that may be the same. */
  hasDuplicates?: boolean;
  /** Records of the type can be merged although none is suspected by itself. */
  canMerge?: boolean;
  /** The fields as this type shows them: choices that only the workspace knows. A hook. */
  useAdapted?: (fields: FieldDescriptor[]) => FieldDescriptor[];
  /** What the navigation opens, where that is not everything: "?filter=…", one of the tabs. */
  start?: string;
  /** What the address of its list says, where its page opens as something else: deals as a board. */
  asList?: Record<string, string>;
  /** What a change of a field says besides its value. */
  savedWith?: (record: RecordRow, field: FieldDescriptor) => Record<string, unknown>;
  /** Other ways to look at the same rows, from what is in the address. */
  tabs?: (params: URLSearchParams, viewerId: string) => PageTab[];
  /** Fields that have a button of their own for many records at once: a deal's stage. */
  bulkFields?: { key: string; label: string; icon: ComponentType<{ size?: number | string }> }[];
  /** Between the title and the columns: where a deal stands, what a lead can become. */
  Banner?: ComponentType<{ record: RecordRow }>;
  /** Where one writes down what happened: before all else where room is scarce, over the timeline elsewhere. */
  Composer?: ComponentType<{ screen: RecordScreen; record: RecordRow }>;
  /** In place of the list of changes: all that happened. */
  Timeline?: ComponentType<RecordTimelineProps>;
  /** Beside the timeline: related records. */
  Related?: ComponentType<{ record: RecordRow }>;
  /** What the list says before there is anything in it. */
  emptyText: string;
  canImport?: boolean;
  /** Where the API has its list, if not under its plural: `/v1/activities/tasks`. */
  restPath?: string;
}

export interface RecordTimelineProps {
  screen: RecordScreen;
  record: RecordRow;
  fields: FieldDescriptor[];
  /** Absent: values cannot be put back by this person. */
  save?: SaveField;
}

export const resourceOf = (screen: RecordScreen): string => screen.resource ?? screen.plural;

/** Whether a file of these may be imported, by what `useScope` answers. */
export const mayImport = (screen: RecordScreen, scope: (permission: string) => unknown): boolean =>
  screen.canImport === true &&
  scope("bulk:write") !== undefined &&
  scope(`${resourceOf(screen)}:write`) !== undefined;

/** Whose list has "My contacts": the types that show who owns a record. */
export const hasOwner = (screen: RecordScreen): boolean =>
  screen.sections.some((section) => section.fields.includes("ownerId"));

export const isMergeable = (screen: RecordScreen): boolean =>
  screen.canMerge ?? screen.hasDuplicates !== false;

export const recordHref = (screen: TypeName, id: string): string => `/${screen.plural}/${id}`;

export const titleOf = (screen: RecordScreen, record: RecordRow): string =>
  String(record[screen.title.key] ?? "") || record.id;

/** The type's fields with the one that names it, even where that is computed. */
export function withTitleField(screen: RecordScreen, fields: FieldDescriptor[]): FieldDescriptor[] {
  const { key, label, width = 230 } = screen.title;
  if (fields.some((field) => field.key === key))
    return fields.map((field) => (field.key === key ? { ...field, width } : field));
  const title: FieldDescriptor = {
    key,
    label,
    kind: "text",
    description: "",
    isRequired: false,
    isReadOnly: true,
    isSearchable: false,
    isFilterable: false,
    isSortable: screen.title.sortBy !== undefined,
    isImportable: false,
    isPersonal: false,
    isCustom: false,
    width,
  };
  return [title, ...fields];
}

const ScreensContext = createContext<RecordScreen[]>([]);

export function RecordScreensProvider({
  screens,
  children,
}: {
  screens: RecordScreen[];
  children: ReactNode;
}) {
  return <ScreensContext value={screens}>{children}</ScreensContext>;
}

export const useScreens = (): RecordScreen[] => useContext(ScreensContext);
