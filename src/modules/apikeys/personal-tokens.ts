// A person's own tokens: they do what the person may, in the tenant they were made in.
import { clock } from "@/kernel/clock";
import { AppError, invalidField, notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import { once } from "@/kernel/idempotency";
import { type Ctx, inWrite, type RequestInfo, securityEvent } from "@/kernel/operation";
import type { Actor } from "@/kernel/permissions";
import { type PagedRows, pagedRows, type RowsAsked } from "@/kernel/query/paged-rows";
import { actorCache, logSecurityEvent } from "@/kernel/security";
import { insertPersonalToken } from "./make";
import type { NewPersonalToken, PersonalToken, PersonalTokenWithSecret } from "./schema";
import { statusOf } from "./service";

type Row = {
  id: string;
  name: string;
  hint: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
};

const columns = "c.id, c.name, c.hint, c.created_at, c.expires_at, c.last_used_at, c.revoked_at";
const mine = "c.tenant_id = $1 and c.user_id = $2 and c.kind = 'personal_token'";

const present = (row: Row): PersonalToken => ({
  id: toPublicId("token", row.id),
  name: row.name,
  hint: row.hint,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  status: statusOf(row),
});

/** An API key acts for its maker, but must not make itself into them. */
function personOf(actor: Actor): string {
  if (actor.kind === "user" && actor.userId) return actor.userId;
  throw new AppError("FORBIDDEN", 403, "Only a person has personal tokens", {
    details: { required_permissions: [], user_permissions: actor.permissionTexts },
  });
}

const whose = (ctx: Ctx) => [uuidOf("tenant", ctx.tenant.id), uuidOf("user", personOf(ctx.actor))];

export const listPersonalTokens = (ctx: Ctx, input: RowsAsked): Promise<PagedRows<PersonalToken>> =>
  pagedRows<Row, PersonalToken>(
    ctx.tx,
    {
      columns,
      from: "control.credentials c",
      where: `${mine} and c.revoked_at is null`,
      values: whose(ctx),
      sort: { sql: "c.created_at", type: "timestamptz", order: "desc" },
      id: "c.id",
    },
    input,
    present,
  );

async function findToken(ctx: Ctx, tokenId: string): Promise<PersonalToken> {
  const id = parseId("token", tokenId);
  const [row] = id
    ? await ctx.tx.query<Row>(`select ${columns} from control.credentials c where ${mine} and c.id = $3`, [
        ...whose(ctx),
        id,
      ])
    : [];
  if (!row) throw notFound("token");
  return present(row);
}

export async function createToken(
  request: RequestInfo,
  input: NewPersonalToken,
): Promise<PersonalTokenWithSecret> {
  const { actor } = request;
  const userId = personOf(actor as Actor);
  if (input.expiresAt !== null && new Date(input.expiresAt).getTime() <= clock.nowMs()) {
    throw invalidField("expiresAt", "expiresAt must be in the future");
  }
  const expiresAt = input.expiresAt && new Date(input.expiresAt).toISOString();
  let token: string | null = null;
  const shown = await inWrite(actor as Actor, request, (ctx) =>
    once(ctx, async () => {
      const made = await insertPersonalToken(ctx.tx, ctx.tenant, { userId, name: input.name, expiresAt });
      token = made.token;
      ctx.afterCommit(() =>
        logSecurityEvent(securityEvent("personal_token_created", request, ctx.actor, { token: made.id })),
      );
      return findToken(ctx, made.id);
    }),
  );
  return { ...shown, token };
}

export async function revokePersonalToken(ctx: Ctx, input: { tokenId: string }): Promise<PersonalToken> {
  const found = await findToken(ctx, input.tokenId);
  await ctx.tx.query(
    "update control.credentials c set revoked_at = coalesce(c.revoked_at, $4) where " +
      `${mine} and c.id = $3`,
    [...whose(ctx), uuidOf("token", found.id), ctx.now],
  );
  ctx.afterCommit(() => {
    actorCache.drop((actor) => actor.credentialId === found.id);
    logSecurityEvent(securityEvent("personal_token_revoked", ctx.request, ctx.actor, { token: found.id }));
  });
  return findToken(ctx, found.id);
}
