// What a note is: free text on a record, in which colleagues are named with @.
import type { z } from "zod";
import { field, readOnly } from "@/kernel/fields";
import { defineRecord, registerRecord, type Wire } from "@/kernel/records";
import { flag } from "./event-schema";
import { noteMentioned } from "./mention-event";
import { checkPeople, peopleField } from "./people";
import { RelatedInput, relatedComputed, relatedFields, relatedRelations } from "./related";
import { notes } from "./table";

/** `@[Ada Lovelace](user_…)` as the editor writes it, and a bare `@user_…`. */
export function mentionsIn(content: string): string[] {
  return [
    ...new Set(
      [...content.matchAll(/@(?:\[[^\]\n]{1,200}\]\()?(user_[0-9a-f]{32})/g)].map((match) => match[1]!),
    ),
  ];
}

export const noteRecord = registerRecord(
  defineRecord({
    name: "note",
    plural: "notes",
    resource: "activities",
    label: "Note",
    labelPlural: "Notes",
    prefix: "note",
    table: notes,
    fields: {
      content: field.longText({
        required: true,
        max: 50_000,
        label: "Note",
        description: "The text; `@[Name](user_…)` names a colleague",
        example: "Budget is confirmed for Q3",
        searchable: true,
        aliases: ["text", "body"],
      }),
      isPinned: flag({ label: "Pinned", description: "Kept above the other notes" }),
      mentions: readOnly(peopleField({ label: "Mentions", description: "The people named in the text" })),
      ...relatedFields,
    },
    computed: relatedComputed,
    relations: relatedRelations,
    rules: {
      async complete(ctx, { before, next, sent }): Promise<Wire> {
        if (sent.content === undefined) return {};
        const mentions = mentionsIn(String(next.content));
        await checkPeople(ctx, "content", mentions, (before?.mentions as string[] | undefined) ?? []);
        return { mentions };
      },
      async written(ctx, { before, after }) {
        const known = (before?.mentions as string[] | undefined) ?? [];
        const mentioned = (after.mentions as string[]).filter((id) => !known.includes(id));
        if (mentioned.length === 0) return;
        const about = {
          recordType: "note",
          recordId: after.id as string,
          ownerId: after.ownerId as string | null,
        };
        ctx.emit(noteMentioned, about, { note: after, mentioned });
      },
    },
    defaultSort: [{ field: "createdAt", order: "desc" }],
    displayName: (note) => String(note.content).slice(0, 120),
  }),
);

export const Note = noteRecord.Record;
export type Note = z.output<typeof Note>;
export const NewNote = noteRecord.New.extend({ relatedTo: RelatedInput });
export type NewNote = z.output<typeof NewNote>;
export const NotePatch = noteRecord.Patch.extend({ relatedTo: RelatedInput });
export type NotePatch = z.output<typeof NotePatch>;
