// The operations on notes: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import { DeletedSchema, ifVersion, pageOf, recordSearch } from "@/kernel/records";
import { noteEvents, noteMentioned } from "./events";
import { NewNote, Note, NotePatch, noteRecord } from "./note-schema";
import { noteService } from "./service";

const noteId = z
  .string()
  .meta({ description: "The note's id", examples: ["note_018f6f0e7c1b7d3a9b0c1d2e3f405171"] });
const ById = z.strictObject({ noteId });

export const notesRouter = router({
  list: operation({ title: "List notes", permission: "activities:read", rest: "GET /activities/notes" })
    .input(recordQuery(noteRecord))
    .output(pageOf(Note))
    .query(read(noteService.list)),
  search: operation({
    title: "Search notes",
    permission: "activities:read",
    rest: "POST /activities/notes/search",
    cost: 10,
  })
    .input(recordSearch(noteRecord))
    .output(pageOf(Note))
    .query(read(noteService.list)),
  create: operation({
    title: "Write a note",
    permission: "activities:write",
    rest: "POST /activities/notes",
    status: 201,
    emits: [noteEvents.created, noteMentioned],
  })
    .input(NewNote)
    .output(Note)
    .mutation(write(noteService.create)),
  get: operation({
    title: "Get a note",
    permission: "activities:read",
    rest: "GET /activities/notes/{noteId}",
  })
    .input(ById)
    .output(Note)
    .query(read((ctx, input) => noteService.get(ctx, input.noteId))),
  update: operation({
    title: "Update a note",
    description: "Partial: an absent key leaves its field, `null` clears it.",
    permission: "activities:write",
    rest: "PUT /activities/notes/{noteId}",
    emits: [noteEvents.updated, noteMentioned],
  })
    .input(NotePatch.extend({ noteId, ifVersion }))
    .output(Note)
    .mutation(
      write((ctx, { noteId, ifVersion, ...patch }) => noteService.update(ctx, noteId, patch, ifVersion)),
    ),
  delete: operation({
    title: "Delete a note",
    description: "Soft: it can be restored for 30 days.",
    permission: "activities:delete",
    rest: "DELETE /activities/notes/{noteId}",
    emits: "any",
  })
    .input(ById)
    .output(DeletedSchema)
    .mutation(write((ctx, input) => noteService.delete(ctx, input.noteId))),
  restore: operation({
    title: "Restore a deleted note",
    permission: "activities:delete",
    rest: "POST /activities/notes/{noteId}/restore",
    emits: [noteEvents.restored],
  })
    .input(ById)
    .output(Note)
    .mutation(write((ctx, input) => noteService.restore(ctx, input.noteId))),
});
