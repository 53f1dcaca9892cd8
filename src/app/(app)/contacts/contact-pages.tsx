"use client";
import { contactScreen } from "@/modules/contacts/ui/contact-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";
import { RecordView } from "@/modules/records/ui/record-view";

export const ContactList = () => <RecordListPage screen={contactScreen} />;
export const ContactView = ({ id }: { id: string }) => <RecordView screen={contactScreen} id={id} />;
