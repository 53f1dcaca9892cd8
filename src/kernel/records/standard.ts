// What the operations that every record type has are called, where they are found and what they ask for: said once, so
// that a module's router says only what its own type does differently.
import { z } from "zod";
import type { OperationMeta } from "@/kernel/operation/operation";
import type { RecordType } from "./define";
import type { RecordEvents } from "./events";

type Standard = Record<
  | "list"
  | "search"
  | "create"
  | "checkDuplicates"
  | "get"
  | "update"
  | "delete"
  | "restore"
  | "duplicates"
  | "timeline",
  OperationMeta
>;

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

/** Meta of the standard operations; a router spreads one to say more: `{ ...standard.create, errors: {…} }`. */
export function standardOperations(
  { name, plural, resource }: Pick<RecordType, "name" | "plural" | "resource">,
  events: RecordEvents,
  { path = `/${plural}`, id = `${name}Id` } = {},
): Standard {
  const one = `${path}/{${id}}`;
  const [read, write, remove] = [`${resource}:read`, `${resource}:write`, `${resource}:delete`];
  return {
    list: { title: `List ${plural}`, permission: read, rest: `GET ${path}` },
    search: { title: `Search ${plural}`, permission: read, rest: `POST ${path}/search`, cost: 10 },
    create: {
      title: `Create ${article(name)}`,
      permission: write,
      rest: `POST ${path}`,
      status: 201,
      emits: [events.created],
    },
    checkDuplicates: {
      title: `Find ${plural} like the one about to be created`,
      permission: read,
      rest: `POST ${path}/duplicates`,
    },
    get: { title: `Get ${article(name)}`, permission: read, rest: `GET ${one}` },
    update: {
      title: `Update ${article(name)}`,
      description:
        "Partial: an absent key leaves its field, `null` clears it; `customFields` merge key by key.",
      permission: write,
      rest: `PUT ${one}`,
      emits: [events.updated],
    },
    delete: {
      title: `Delete ${article(name)}`,
      description: "Soft: it can be restored for 30 days.",
      permission: remove,
      rest: `DELETE ${one}`,
      emits: "any",
    },
    restore: {
      title: `Restore a deleted ${name}`,
      permission: remove,
      rest: `POST ${one}/restore`,
      emits: [events.restored],
    },
    duplicates: {
      title: `List suspected duplicates of ${article(name)}`,
      permission: read,
      rest: `GET ${one}/duplicates`,
    },
    timeline: {
      title: `Get the timeline of ${article(name)}`,
      permission: read,
      rest: `GET ${one}/timeline`,
    },
  };
}

/** Records to delete along with one; `examples` names kinds that hang on this type. */
export const cascadeParam = (examples: string) =>
  z
    .string()
    .optional()
    .meta({
      description: "Records to delete with it, by comma; without it they stay and lose the link",
      examples: [examples],
    });
