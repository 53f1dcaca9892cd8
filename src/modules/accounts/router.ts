// The operations on accounts: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import {
  cascadeParam,
  DeletedSchema,
  duplicateOf,
  ForceFlag,
  ifVersion,
  pageOf,
  recordSearch,
  standardOperations,
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
const cascade = cascadeParam("contacts,deals");

const standard = standardOperations(accountRecord, accountEvents);

export const accountsRouter = router({
  list: operation(standard.list)
    .input(recordQuery(accountRecord))
    .output(pageOf(Account))
    .query(read(listAccounts)),
  search: operation(standard.search)
    .input(recordSearch(accountRecord))
    .output(pageOf(Account))
    .query(read(listAccounts)),
  create: operation({
    ...standard.create,
    description:
      "Answers 409 with the candidates when the account seems to be there already; `force=true` goes on.",
    errors: {
      DUPLICATE_RECORD: "An account like this is there already; `error.details.candidates` names it",
    },
  })
    .input(NewAccount.extend({ force: ForceFlag }))
    .output(Account)
    .mutation(write(createAccount)),
  checkDuplicates: operation(standard.checkDuplicates)
    .input(NewAccount.partial())
    .output(z.array(duplicateOf(accountRecord)))
    .query(read(checkAccountDuplicates)),
  get: operation(standard.get).input(ById).output(Account).query(read(getAccount)),
  update: operation({
    ...standard.update,
    errors: { ACCOUNT_HIERARCHY_CYCLE: "The parent is the account itself or below it" },
  })
    .input(AccountPatch.extend({ accountId, ifVersion }))
    .output(Account)
    .mutation(write(updateAccount)),
  delete: operation(standard.delete)
    .input(ById.extend({ cascade }))
    .output(DeletedSchema)
    .mutation(write(deleteAccount)),
  restore: operation(standard.restore).input(ById).output(Account).mutation(write(restoreAccount)),
  duplicates: operation(standard.duplicates)
    .input(ById)
    .output(z.array(duplicateOf(accountRecord)))
    .query(read(listAccountDuplicates)),
  timeline: operation(standard.timeline)
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
