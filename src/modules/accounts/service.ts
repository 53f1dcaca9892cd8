// What can be done with accounts, and nothing about how it is asked for.
import type { Ctx } from "@/kernel/operation";
import type { RecordQuery } from "@/kernel/query";
import {
  applyPatch,
  createRecord,
  type Deleted,
  type Duplicate,
  type DuplicateRule,
  deleteRecord,
  findDuplicates,
  getRecord,
  listRecords,
  lockRecord,
  type Page,
  readCascade,
  refuseDuplicates,
  registerDuplicateRules,
  restoreRecord,
  type TimelineEntry,
  timelineOf,
} from "@/kernel/records";
import { accountEvents } from "./events";
import { refuseCycle } from "./hierarchy";
import { type Account, type AccountPatch, accountRecord, type NewAccount } from "./schema";

/** `https://www.acme.com/about` → `acme.com`; null when there is none. */
const domainOf = (website: unknown): string | null =>
  String(website ?? "")
    .toLowerCase()
    .match(/^[a-z]+:\/\/(?:www\.)?([^/:?#]+)/)?.[1] ?? null;

export const accountDuplicateRules: DuplicateRule[] = registerDuplicateRules("account", [
  {
    reason: "same name",
    twins: { by: ["t.name_key"] },
    match: ({ name }, params) => (name ? `t.name_key = control.fold(${params.add(name)})` : null),
  },
  {
    reason: "same website",
    twins: { by: ["t.domain_key"] },
    match: ({ website }, params) => {
      const domain = domainOf(website);
      return domain ? `t.domain_key = ${params.add(domain)}` : null;
    },
  },
]);

export const listAccounts = (ctx: Ctx, query: RecordQuery): Promise<Page<Account>> =>
  listRecords(ctx, accountRecord, query);

export const getAccount = (ctx: Ctx, { accountId }: { accountId: string }): Promise<Account> =>
  getRecord(ctx, accountRecord, accountId);

export async function createAccount(
  ctx: Ctx,
  { force, ...input }: NewAccount & { force?: boolean },
): Promise<Account> {
  await refuseDuplicates(ctx, accountRecord, accountDuplicateRules, input, force ?? false);
  return createRecord(ctx, accountRecord, input, accountEvents.created);
}

export async function updateAccount(
  ctx: Ctx,
  { accountId, ifVersion, ...patch }: AccountPatch & { accountId: string; ifVersion?: number },
): Promise<Account> {
  const current = await lockRecord(ctx, accountRecord, accountId, "accounts:write", { ifVersion });
  await refuseCycle(ctx, accountId, patch.parentAccountId);
  return applyPatch(ctx, accountRecord, current, patch, accountEvents.updated);
}

export const deleteAccount = (
  ctx: Ctx,
  { accountId, cascade }: { accountId: string; cascade?: string },
): Promise<Deleted> =>
  deleteRecord(ctx, accountRecord, accountId, accountEvents.deleted, readCascade(accountRecord, cascade));

export const restoreAccount = (ctx: Ctx, { accountId }: { accountId: string }): Promise<Account> =>
  restoreRecord(ctx, accountRecord, accountId, accountEvents.restored);

export async function listAccountDuplicates(
  ctx: Ctx,
  { accountId }: { accountId: string },
): Promise<Duplicate<Account>[]> {
  const account = await getAccount(ctx, { accountId });
  return findDuplicates(ctx, accountRecord, accountDuplicateRules, account);
}

/** Before an account is created: which may be the same. */
export const checkAccountDuplicates = (ctx: Ctx, input: Partial<NewAccount>): Promise<Duplicate<Account>[]> =>
  findDuplicates(ctx, accountRecord, accountDuplicateRules, input);

export const getAccountTimeline = (
  ctx: Ctx,
  { accountId, ...query }: { accountId: string; page: number; limit: number; cursor?: string },
): Promise<Page<TimelineEntry>> => timelineOf(ctx, accountRecord, { id: accountId, ...query });
