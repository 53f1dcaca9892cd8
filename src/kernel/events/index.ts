// Events: defined by the module that emits them, written with the change, read in order by everyone who may.
export { defineEvent, type EventDefinition, eventRegistry } from "./define";
export { type Dispatcher, startDispatcher } from "./dispatcher";
export { type EventListener, type EventNotice, positioned, subscribe } from "./hub";
export {
  currentPosition,
  type EventPosition,
  horizonSql,
  type NoticeRow,
  noticeColumns,
  toNotice,
} from "./log";
export { onSignal, type Signal, sendSignal } from "./signals";
export { type EventSubject, eventSubject, eventSubjects, registerEventSubject } from "./subjects";
export { onWake, wakeDispatcher } from "./wake";
