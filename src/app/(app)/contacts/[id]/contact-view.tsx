"use client";
import { contactScreen } from "@/modules/contacts/ui/contact-screen";
import { RecordView } from "@/modules/records/ui/record-view";

export const ContactView = ({ id }: { id: string }) => <RecordView screen={contactScreen} id={id} />;
