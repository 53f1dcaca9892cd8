/** The query object of every list: its types only, safe in the browser. The same object drives list, board, export, report and API. */

export const filterOperators = [
  "eq",
  "ne",
  "in",
  "nin",
  "gt",
  "gte",
  "lt",
  "lte",
  "contains",
  "startsWith",
  "endsWith",
  "isNull",
] as const;

export type FilterOperator = (typeof filterOperators)[number];
export type FilterValue = string | number | boolean | null;

export interface Operators {
  eq?: FilterValue;
  ne?: FilterValue;
  in?: FilterValue[];
  nin?: FilterValue[];
  gt?: FilterValue;
  gte?: FilterValue;
  lt?: FilterValue;
  lte?: FilterValue;
  contains?: string;
  startsWith?: string;
  endsWith?: string;
  isNull?: boolean;
}

/**
 * `{ city: { eq: "Oslo" }, account: { industry: { in: ["Retail"] } }, or: [ … ] }`.
 * A key is a field (its operators are all required to hold) or a relation (a filter one step away).
 */
export type Filter = { and?: Filter[]; or?: Filter[] } & {
  [field: string]: Operators | Filter | Filter[] | undefined;
};

export interface Sort {
  field: string;
  order: "asc" | "desc";
}

/** The whole state of a list, as views store it and links carry it. */
export interface ListQuery {
  search?: string;
  filter?: Filter;
  sort?: Sort[];
  columns?: string[];
  groupBy?: string;
}
