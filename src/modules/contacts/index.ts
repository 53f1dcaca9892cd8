// Contacts: the public face of the module.
export { contactEvents } from "./events";
export { contactsRouter } from "./router";
export { Contact, contactRecord, NewContact } from "./schema";
export { contactDuplicateRules, createContact, getContact, updateContact } from "./service";
