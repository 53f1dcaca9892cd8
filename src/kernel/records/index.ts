// Records: what every noun of the CRM can do, said once. A module declares its type and composes these functions.
export { type ChangedMany, changeMany, type Drafted, draftMany, type Refusal } from "./change-many";
export {
  type Computed,
  type CustomFields,
  defineRecord,
  type NewOf,
  type PatchOf,
  type RecordOf,
  type RecordType,
  snakeCase,
} from "./define";
export { displayNames } from "./display-names";
export {
  type Duplicate,
  type DuplicateRule,
  duplicateOf,
  duplicateRulesOf,
  findDuplicates,
  refuseDuplicates,
  registerDuplicateRules,
} from "./duplicates";
export { defineRecordEvents, type RecordEvents } from "./events";
export { type Expression, Expressions } from "./expression";
export { countRecords, listRecords, orderOf, type Page, whereOf } from "./list";
export {
  deleteMany,
  differencesOf,
  lockMany,
  type Patched,
  recordEvent,
  restoreMany,
  updateMany,
} from "./many";
export { mergedInto, withMerged } from "./merged";
export { type Recordset, recordsetOf } from "./recordset";
export { recordTypeNamed, recordTypeOfId, recordTypes, referencesTo, registerRecord } from "./registry";
export { cascadeNames, type Deleted, deleteRecord, keptDays, readCascade, restoreRecord } from "./remove";
export { columnList, fromList, fromRow, toColumn, type Wire } from "./rows";
export type { RecordRules, RecordWrite } from "./rules";
export { DeletedSchema, ForceFlag, flag, ifVersion, pageOf } from "./schemas";
export { type RecordSearchInput, recordSearch } from "./search-schema";
export { cascadeParam, standardOperations } from "./standard";
export {
  applyPatch,
  auditValues,
  checkOwner,
  checkReferences,
  computedOf,
  createRecord,
  diffOf,
  etagOf,
  findRecord,
  getRecord,
  lockRecord,
  newRecord,
  updateRecord,
  updateRow,
  withoutNulls,
  writableOf,
} from "./store";
export { TimelineEntry, TimelineQuery, timelineOf } from "./timeline";
