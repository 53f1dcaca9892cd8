// What a file may hold: the record types, and the people of the workspace, who are no records but come in files as well.

import type { Actor } from "@/kernel/permissions";
import { scopeOf } from "@/kernel/permissions";
import { type RecordType, recordTypeNamed, recordTypes } from "@/kernel/records";
import { peopleType } from "./people";
import { importable } from "./schema";

export const importTypeNamed = (name: string): RecordType | undefined =>
  name === peopleType.name ? peopleType : recordTypeNamed(name);

export const importTypeOf = (plural: string): RecordType | undefined =>
  plural === peopleType.plural ? peopleType : recordTypes().find((one) => one.plural === plural);

/** Everything that this actor may import, in the order in which it is offered. */
export const typesFor = (actor: Actor): RecordType[] =>
  importable.flatMap((plural) => {
    const type = importTypeOf(plural);
    return type && scopeOf(actor, `${type.resource}:write`) !== undefined ? type : [];
  });
