// What a communication is: an e-mail, a call, a meeting or a message that took place.
import { z } from "zod";
import { clock } from "@/kernel/clock";
import { invalidField } from "@/kernel/errors";
import { field } from "@/kernel/fields";
import { defineRecord, registerRecord } from "@/kernel/records";
import { callOutcomes } from "./call-words";
import { checkPeople, peopleField } from "./people";
import { RelatedInput, relatedComputed, relatedFields, relatedRelations } from "./related";
import { communications } from "./table";

const recentMs = 7 * 86_400_000;

const timestamp = field.dateTime({
  required: true,
  label: "When",
  description: "When it took place; now when absent",
  example: "2025-01-24T09:30:00.000Z",
  aliases: ["date", "time", "sent at"],
});

export const communicationRecord = registerRecord(
  defineRecord({
    name: "communication",
    plural: "communications",
    resource: "activities",
    label: "Communication",
    labelPlural: "Communications",
    prefix: "comm",
    table: communications,
    fields: {
      type: field.select({
        required: true,
        options: [
          { value: "email", label: "E-mail", color: "blue" },
          { value: "call", label: "Call", color: "teal" },
          { value: "meeting", label: "Meeting", color: "grape" },
          { value: "sms", label: "Text message", color: "cyan" },
          { value: "chat", label: "Chat", color: "cyan" },
          { value: "letter", label: "Letter", color: "gray" },
          { value: "other", label: "Other", color: "gray" },
        ],
        label: "Type",
        description: "How you were in touch",
        example: "email",
      }),
      direction: field.select({
        required: true,
        options: [
          { value: "inbound", label: "Incoming", color: "teal" },
          { value: "outbound", label: "Outgoing", color: "blue" },
        ],
        label: "Direction",
        description: "Who began",
        example: "outbound",
      }),
      outcome: field.select({
        options: [...callOutcomes],
        label: "Outcome",
        description: "How a call ended; nothing else has one",
        example: "connected",
        aliases: ["result", "call outcome", "call result", "disposition"],
      }),
      subject: field.text({
        max: 500,
        label: "Subject",
        description: "What it was about",
        example: "Proposal Follow-up",
        searchable: true,
      }),
      content: field.longText({
        required: true,
        max: 100_000,
        label: "Content",
        description: "What was written or said",
        example: "Thank you for reviewing our proposal...",
        searchable: true,
        aliases: ["body", "text", "notes"],
      }),
      timestamp,
      durationMinutes: field.integer({
        min: 0,
        max: 10_080,
        label: "Minutes",
        description: "Length of a call or meeting in minutes",
        example: 15,
        aliases: ["duration", "duration minutes", "length", "call duration"],
      }),
      participants: peopleField({
        label: "Participants",
        description: "Contacts and people of the workspace who took part",
      }),
      ...relatedFields,
    },
    computed: {
      ...relatedComputed,
      isRecent: {
        schema: z.boolean().meta({ description: "Within the last seven days", examples: [true] }),
        compute: (one) => clock.nowMs() - Date.parse(String(one.timestamp)) <= recentMs,
      },
    },
    relations: relatedRelations,
    rules: {
      async complete(ctx, { before, next, sent }) {
        if (sent.participants !== undefined) {
          const known = (before?.participants as string[] | undefined) ?? [];
          await checkPeople(ctx, "participants", next.participants as string[], known);
        }
        const isCall = next.type === "call";
        if (!isCall && sent.outcome) throw invalidField("outcome", "Only a call has an outcome");
        return {
          ...(next.timestamp ? {} : { timestamp: ctx.now }),
          // What has become something else than a call has none any more.
          ...(isCall || !next.outcome ? {} : { outcome: null }),
        };
      },
    },
    defaultSort: [{ field: "timestamp", order: "desc" }],
    displayName: (one) => String(one.subject ?? one.content).slice(0, 120),
  }),
);

export const Communication = communicationRecord.Record;
export type Communication = z.output<typeof Communication>;
export const NewCommunication = communicationRecord.New.extend({
  timestamp: timestamp.schema.optional(),
  relatedTo: RelatedInput,
});
export type NewCommunication = z.output<typeof NewCommunication>;
export const CommunicationPatch = communicationRecord.Patch.extend({ relatedTo: RelatedInput });
export type CommunicationPatch = z.output<typeof CommunicationPatch>;
