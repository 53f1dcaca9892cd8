// The operations on notes: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import { DeletedSchema, ifVersion, pageOf, recordSearch, standardOperations } from "@/kernel/records";
import { noteEvents, noteMentioned } from "./events";
import { NewNote, Note, NotePatch, noteRecord } from "./note-schema";
import { noteService } from "./service";

const noteId = z
  .string()
  .meta({ description: "The note's id", examples: ["note_018f6f0e7c1b7d3a9b0c1d2e3f405171"] });
const ById = z.strictObject({ noteId });

const standard = standardOperations(noteRecord, noteEvents, { path: "/activities/notes" });

export const notesRouter = router({
  list: operation(standard.list)
    .input(recordQuery(noteRecord))
    .output(pageOf(Note))
    .query(read(noteService.list)),
  search: operation(standard.search)
    .input(recordSearch(noteRecord))
    .output(pageOf(Note))
    .query(read(noteService.list)),
  create: operation({ ...standard.create, title: "Write a note", emits: [noteEvents.created, noteMentioned] })
    .input(NewNote)
    .output(Note)
    .mutation(write(noteService.create)),
  get: operation(standard.get)
    .input(ById)
    .output(Note)
    .query(read((ctx, input) => noteService.get(ctx, input.noteId))),
  update: operation({
    ...standard.update,
    description: "Partial: an absent key leaves its field, `null` clears it.",
    emits: [noteEvents.updated, noteMentioned],
  })
    .input(NotePatch.extend({ noteId, ifVersion }))
    .output(Note)
    .mutation(
      write((ctx, { noteId, ifVersion, ...patch }) => noteService.update(ctx, noteId, patch, ifVersion)),
    ),
  delete: operation(standard.delete)
    .input(ById)
    .output(DeletedSchema)
    .mutation(write((ctx, input) => noteService.delete(ctx, input.noteId))),
  restore: operation(standard.restore)
    .input(ById)
    .output(Note)
    .mutation(write((ctx, input) => noteService.restore(ctx, input.noteId))),
});
