// Realtime: every live surface reads the one event log through this process's dispatcher.
export { type Dispatcher, startDispatcher as startRealtime } from "@/kernel/events";
