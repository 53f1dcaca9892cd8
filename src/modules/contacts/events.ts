// What happens to contacts.
import { defineRecordEvents } from "@/kernel/records";
import { contactRecord } from "./schema";

export const contactEvents = defineRecordEvents(contactRecord);
