// The one list of what the product can do.
import { router } from "@/kernel/operation";
import { accountsRouter } from "./accounts";
import { changesRouter } from "./changes";
import { contactsRouter } from "./contacts";
import { eventsRouter } from "./events";
import { fieldsRouter } from "./fields";
import { searchRouter } from "./search";

export const appRouter = router({
  contacts: contactsRouter,
  accounts: accountsRouter,
  changes: changesRouter,
  events: eventsRouter,
  fields: fieldsRouter,
  search: searchRouter,
});
export type AppRouter = typeof appRouter;
