// Accounts: the public face of the module.
export { accountEvents, accountLinked, accountUnlinked } from "./events";
export { accountsRouter } from "./router";
export { Account, accountRecord, NewAccount } from "./schema";
export { accountDuplicateRules, createAccount, getAccount } from "./service";
