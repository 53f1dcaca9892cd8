// The one list of what the product can do.
import { router } from "@/kernel/operation";
import { accountsRouter } from "./accounts";
import {
  activitiesRouter,
  attachmentsRouter,
  calendarEventsRouter,
  communicationsRouter,
  notesRouter,
  tasksRouter,
} from "./activities";
import { apiKeysRouter, personalTokensRouter } from "./apikeys";
import { bulkRouter, importsRouter } from "./bulk";
import { changesRouter } from "./changes";
import { contactsRouter } from "./contacts";
import { currenciesRouter } from "./currencies";
import { dealsRouter } from "./deals";
import { eventsRouter } from "./events";
import { exportRouter } from "./export";
import { fieldsRouter } from "./fields";
import { formsRouter } from "./forms";
import { leadsRouter } from "./leads";
import { mailboxRouter } from "./mailbox";
import { mergeRouter } from "./merge";
import { pipelinesRouter } from "./pipelines";
import { presenceRouter } from "./presence";
import { productsRouter } from "./products";
import { recordsRouter } from "./records";
import { rolesRouter } from "./roles";
import { searchRouter } from "./search";
import { securityRouter } from "./security";
import { sessionsRouter } from "./sessions";
import { signupRouter } from "./signup";
import { tagsRouter } from "./tags";
import { departmentsRouter, teamsRouter } from "./teams";
import { tenantRouter } from "./tenants";
import { invitationsRouter, meRouter, usersRouter } from "./users";
import { viewsRouter } from "./views";

export const appRouter = router({
  contacts: contactsRouter,
  accounts: accountsRouter,
  deals: dealsRouter,
  pipelines: pipelinesRouter,
  products: productsRouter,
  currencies: currenciesRouter,
  leads: leadsRouter,
  forms: formsRouter,
  tasks: tasksRouter,
  calendarEvents: calendarEventsRouter,
  communications: communicationsRouter,
  notes: notesRouter,
  attachments: attachmentsRouter,
  activities: activitiesRouter,
  bulk: bulkRouter,
  imports: importsRouter,
  changes: changesRouter,
  events: eventsRouter,
  export: exportRouter,
  fields: fieldsRouter,
  merge: mergeRouter,
  presence: presenceRouter,
  records: recordsRouter,
  tags: tagsRouter,
  views: viewsRouter,
  search: searchRouter,
  apiKeys: apiKeysRouter,
  personalTokens: personalTokensRouter,
  mailbox: mailboxRouter,
  roles: rolesRouter,
  security: securityRouter,
  sessions: sessionsRouter,
  signup: signupRouter,
  teams: teamsRouter,
  departments: departmentsRouter,
  tenant: tenantRouter,
  users: usersRouter,
  invitations: invitationsRouter,
  me: meRouter,
});
export type AppRouter = typeof appRouter;
