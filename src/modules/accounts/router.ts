// The operations on accounts: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import {
  DeletedSchema,
  duplicateOf,
  ForceFlag,
  ifVersion,
  pageOf,
  recordSearch,
  TimelineEntry,
  TimelineQuery,
} from "@/kernel/records";
import { accountEvents, accountLinked, accountUnlinked } from "./events";
import { AccountHierarchy, getAccountHierarchy } from "./hierarchy";
import {
  createRelationship,
  deleteRelationship,
  listRelationships,
  NewRelationship,
  Relationship,
} from "./relationships";
import { Account, AccountPatch, accountRecord, NewAccount } from "./schema";
import {
  checkAccountDuplicates,
  createAccount,
  deleteAccount,
  getAccount,
  getAccountTimeline,
  listAccountDuplicates,
  listAccounts,
  restoreAccount,
  updateAccount,
} from "./service";

const accountId = z
  .string()
  .meta({ description: "The account's id", examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405164"] });
const relationshipId = z
  .string()
  .meta({ description: "The relationship's id", examples: ["rel_018f6f0e7c1b7d3a9b0c1d2e3f405168"] });
const ById = z.strictObject({ accountId });
const cascade = z
  .string()
  .optional()
  .meta({
    description: "Records to delete with it, by comma; without it they stay and lose the link",
    examples: ["contacts,deals"],
  });

export const accountsRouter = router({
  list: operation({ title: "List accounts", permission: "accounts:read", rest: "GET /accounts" })
    .input(recordQuery(accountRecord))
    .output(pageOf(Account))
    .query(read(listAccounts)),
  search: operation({
    title: "Search accounts",
    permission: "accounts:read",
    rest: "POST /accounts/search",
    cost: 10,
  })
    .input(recordSearch(accountRecord))
    .output(pageOf(Account))
    .query(read(listAccounts)),
  create: operation({
    title: "Create an account",
    description:
      "Answers 409 with the candidates when the account seems to be there already; `force=true` goes on.",
    permission: "accounts:write",
    rest: "POST /accounts",
    status: 201,
    emits: [accountEvents.created],
    errors: {
      DUPLICATE_RECORD: "An account like this is there already; `error.details.candidates` names it",
    },
  })
    .input(NewAccount.extend({ force: ForceFlag }))
    .output(Account)
    .mutation(write(createAccount)),
  checkDuplicates: operation({
    title: "Find accounts like the one about to be created",
    permission: "accounts:read",
    rest: "POST /accounts/duplicates",
  })
    .input(NewAccount.partial())
    .output(z.array(duplicateOf(accountRecord)))
    .query(read(checkAccountDuplicates)),
  get: operation({ title: "Get an account", permission: "accounts:read", rest: "GET /accounts/{accountId}" })
    .input(ById)
    .output(Account)
    .query(read(getAccount)),
  update: operation({
    title: "Update an account",
    description:
      "Partial: an absent key leaves its field, `null` clears it; `customFields` merge key by key.",
    permission: "accounts:write",
    rest: "PUT /accounts/{accountId}",
    emits: [accountEvents.updated],
    errors: { ACCOUNT_HIERARCHY_CYCLE: "The parent is the account itself or below it" },
  })
    .input(AccountPatch.extend({ accountId, ifVersion }))
    .output(Account)
    .mutation(write(updateAccount)),
  delete: operation({
    title: "Delete an account",
    description: "Soft: it can be restored for 30 days.",
    permission: "accounts:delete",
    rest: "DELETE /accounts/{accountId}",
    emits: "any",
  })
    .input(ById.extend({ cascade }))
    .output(DeletedSchema)
    .mutation(write(deleteAccount)),
  restore: operation({
    title: "Restore a deleted account",
    permission: "accounts:delete",
    rest: "POST /accounts/{accountId}/restore",
    emits: [accountEvents.restored],
  })
    .input(ById)
    .output(Account)
    .mutation(write(restoreAccount)),
  duplicates: operation({
    title: "List suspected duplicates of an account",
    permission: "accounts:read",
    rest: "GET /accounts/{accountId}/duplicates",
  })
    .input(ById)
    .output(z.array(duplicateOf(accountRecord)))
    .query(read(listAccountDuplicates)),
  timeline: operation({
    title: "Get the timeline of an account",
    permission: "accounts:read",
    rest: "GET /accounts/{accountId}/timeline",
  })
    .input(TimelineQuery.extend({ accountId }))
    .output(pageOf(TimelineEntry))
    .query(read(getAccountTimeline)),
  hierarchy: operation({
    title: "Get the hierarchy of an account",
    permission: "accounts:read",
    rest: "GET /accounts/{accountId}/hierarchy",
  })
    .input(ById)
    .output(AccountHierarchy)
    .query(read(getAccountHierarchy)),
  relate: operation({
    title: "Relate two accounts",
    permission: "accounts:write",
    rest: "POST /accounts/{accountId}/relationships",
    status: 201,
    emits: [accountLinked],
    errors: { RELATIONSHIP_EXISTS: "The two are related in this way already" },
  })
    .input(NewRelationship)
    .output(Relationship)
    .mutation(write(createRelationship)),
  relationships: operation({
    title: "List the relationships of an account",
    permission: "accounts:read",
    rest: "GET /accounts/{accountId}/relationships",
  })
    .input(ById)
    .output(z.array(Relationship))
    .query(read(listRelationships)),
  unrelate: operation({
    title: "Remove a relationship",
    permission: "accounts:write",
    rest: "DELETE /accounts/{accountId}/relationships/{relationshipId}",
    emits: [accountUnlinked],
  })
    .input(ById.extend({ relationshipId }))
    .output(z.strictObject({ id: relationshipId }))
    .mutation(write(deleteRelationship)),
});
