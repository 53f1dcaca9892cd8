// Leads: the public face of the module.
export { leadEvents, leadScored } from "./events";
export { leadsRouter } from "./router";
export { Lead, leadRecord, NewLead } from "./schema";
export { createLead, getLead } from "./service";
