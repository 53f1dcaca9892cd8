// The one list of what the product can do.
import { router } from "@/kernel/operation";
import { accountsRouter } from "./accounts";
import { changesRouter } from "./changes";
import { contactsRouter } from "./contacts";
import { fieldsRouter } from "./fields";
import { searchRouter } from "./search";

export const appRouter = router({
  contacts: contactsRouter,
  accounts: accountsRouter,
  changes: changesRouter,
  fields: fieldsRouter,
  search: searchRouter,
});
export type AppRouter = typeof appRouter;
