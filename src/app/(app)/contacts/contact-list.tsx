"use client";
import { contactScreen } from "@/modules/contacts/ui/contact-screen";
import { RecordListPage } from "@/modules/records/ui/record-list-page";

export const ContactList = () => <RecordListPage screen={contactScreen} />;
