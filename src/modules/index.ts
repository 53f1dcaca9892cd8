// The one list of what the product can do.
import { router } from "@/kernel/operation";
import { accountsRouter } from "./accounts";
import { contactsRouter } from "./contacts";

export const appRouter = router({
  contacts: contactsRouter,
  accounts: accountsRouter,
});
export type AppRouter = typeof appRouter;
