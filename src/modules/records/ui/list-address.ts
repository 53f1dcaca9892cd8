// What a list shows, in its address: a saved view's id, and only what differs from that view. Reading and writing are
// each other's inverse, so that a link shows to others what its sender saw.
import type { Filter, Sort } from "@/kernel/query/filter";
import { isObject } from "@/ui/fields/read-value";

/** Everything about a list that a view keeps and a link shares. */
export interface ListContent {
  search?: string;
  filter?: Filter;
  sort: Sort[];
  columns: string[];
  pinned: string[];
  widths: Record<string, number>;
  groupBy?: string;
  calculations: Record<string, string>;
}

export type ListKey = keyof ListContent;

/** The parameter that names the saved view; `all` is the built-in one where another is somebody's default. */
export const viewParam = "saved";
export const builtInView = "all";

/** The parameter of each part. */
const params: Record<ListKey, string> = {
  search: "search",
  filter: "filter",
  sort: "sort",
  columns: "columns",
  pinned: "pinned",
  widths: "widths",
  groupBy: "group",
  calculations: "calculate",
};
const keys = Object.keys(params) as ListKey[];

export const writeSort = (sort: Sort[]): string =>
  sort.map(({ field, order }) => (order === "desc" ? `-${field}` : field)).join(",");

const readSort = (text: string): Sort[] =>
  words(text).map((part) =>
    part.startsWith("-") ? { field: part.slice(1), order: "desc" } : { field: part, order: "asc" },
  );

const words = (text: string): string[] => text.split(",").filter(Boolean);
const writePairs = (pairs: Record<string, string | number>): string =>
  Object.entries(pairs)
    .map(([key, value]) => `${key}:${value}`)
    .join(",");

/** `email:220,phone:140`; a key may hold a colon, a value none. */
function readPairs(text: string): [string, string][] {
  return words(text).flatMap((part): [string, string][] => {
    const at = part.lastIndexOf(":");
    return at > 0 ? [[part.slice(0, at), part.slice(at + 1)]] : [];
  });
}

function readFilter(text: string): Filter | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? (parsed as Filter) : undefined;
  } catch (cause) {
    // A link cut short in a mail filters nothing.
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function readPart(key: ListKey, text: string): Partial<ListContent> {
  switch (key) {
    case "search":
    case "groupBy":
      return { [key]: text || undefined };
    case "filter":
      return { filter: text ? readFilter(text) : undefined };
    case "sort":
      return { sort: readSort(text) };
    case "columns":
    case "pinned":
      return { [key]: words(text) };
    case "widths":
      return {
        widths: Object.fromEntries(
          readPairs(text)
            .map(([name, width]) => [name, Number(width)] as const)
            .filter(([, width]) => Number.isInteger(width) && width >= 20 && width <= 2000),
        ),
      };
    case "calculations":
      return { calculations: Object.fromEntries(readPairs(text)) };
  }
}

function writePart(key: ListKey, content: ListContent): string {
  switch (key) {
    case "search":
    case "groupBy":
      return content[key] ?? "";
    case "filter":
      return content.filter ? JSON.stringify(content.filter) : "";
    case "sort":
      return writeSort(content.sort);
    case "columns":
    case "pinned":
      return content[key].join(",");
    case "widths":
    case "calculations":
      return writePairs(content[key]);
  }
}

/** The view with what the address says over it. A list without columns shows nothing, so none means the view's own. */
export function readContent(address: URLSearchParams, base: ListContent): ListContent {
  let content = base;
  for (const key of keys) {
    const text = address.get(params[key]);
    if (text === null || (key === "columns" && text === "")) continue;
    content = { ...content, ...readPart(key, text) };
  }
  return content;
}

/**
 * The address after a change: what is as in the view is not in it, what is emptied over the view is there as empty.
 * `shared` is what others see without parameters, where the reader's own habits make `base` another.
 */
export function writeContent(
  address: URLSearchParams,
  base: ListContent,
  changes: Partial<ListContent>,
  shared = base,
): URLSearchParams {
  const next = new URLSearchParams(address);
  const content = { ...readContent(address, base), ...changes };
  for (const key of keys) {
    if (!(key in changes)) continue;
    const text = writePart(key, content);
    if (text === writePart(key, shared)) next.delete(params[key]);
    else next.set(params[key], text);
  }
  return next;
}

/** Whether the address changes the view. */
export const isChanged = (address: URLSearchParams, base: ListContent): boolean => {
  const content = readContent(address, base);
  return keys.some((key) => address.has(params[key]) && writePart(key, content) !== writePart(key, base));
};

/** The address of a view as it was saved: what is open beside the list stays. */
export function openView(address: URLSearchParams, view: string | undefined): URLSearchParams {
  const next = new URLSearchParams(address);
  for (const key of keys) next.delete(params[key]);
  if (view) next.set(viewParam, view);
  else next.delete(viewParam);
  return next;
}

/** Search, filter and sort written out, without the view: for another page over the same records. */
export function spelledOut(address: URLSearchParams, content: ListContent): URLSearchParams {
  const next = new URLSearchParams(address);
  next.delete(viewParam);
  for (const key of ["search", "filter", "sort"] as const) {
    const text = writePart(key, content);
    if (text) next.set(params[key], text);
    else next.delete(params[key]);
  }
  return next;
}
