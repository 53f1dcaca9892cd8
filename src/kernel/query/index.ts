// The query language: one for REST, tRPC, search and saved views.

export { compileScope, heldWithin, ownedWithin, Params, searchWords } from "./compile";
export { customValue, resolveQuery } from "./custom";
export type { Filter, FilterOperator, ListQuery, Operators, Sort } from "./filter";
export { nearest } from "./nearest";
export { type Condition, operatorsOf, parseFilter } from "./parse";
export { nameOfRepeated } from "./prepared";
export { type RecordQuery, type RecordQueryInput, readQuery, recordQuery } from "./query-schema";
