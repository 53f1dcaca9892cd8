// What an event is about: the prefix of its ids and the resource whose `read` permission its reader needs. Record types
// are known by themselves; anything else that has events registers here.
import type { IdPrefix } from "@/kernel/id";
import { recordTypeNamed, recordTypes } from "@/kernel/records/registry";

export type EventSubject = { recordType: string; resource: string; prefix: IdPrefix };

const others = new Map<string, EventSubject>();

export function registerEventSubject(subject: EventSubject): void {
  others.set(subject.recordType, subject);
}

export function eventSubject(recordType: string): EventSubject | undefined {
  const type = recordTypeNamed(recordType);
  return type ? { recordType, resource: type.resource, prefix: type.prefix } : others.get(recordType);
}

export const eventSubjects = (): EventSubject[] => [
  ...recordTypes().map((type) => ({ recordType: type.name, resource: type.resource, prefix: type.prefix })),
  ...others.values(),
];
