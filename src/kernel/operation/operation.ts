// `operation(meta)`: one tRPC procedure with the whole pipeline in fixed order — identify, rate limit, permission,
// validation, then `read` or `write` (tenant transaction, idempotency, audit, outbox). These three words are all that a
// module's author learns.
import { initTRPC, TRPCError } from "@trpc/server";
import type { z } from "zod";
import { env } from "@/env";
import { flushChanges } from "@/kernel/changes/flush";
import { AppError, forbidden, unauthorized } from "@/kernel/errors";
import { wakeDispatcher } from "@/kernel/events/wake";
import { once } from "@/kernel/idempotency";
import { type Actor, scopeOf } from "@/kernel/permissions";
import { takeRate } from "@/kernel/ratelimit";
import { forgetCounts } from "@/kernel/records/count";
import { logSecurityEvent, type SecurityEvent } from "@/kernel/security";
import { type Transaction, withTenant } from "@/kernel/tenancy";
import { Ctx, type RequestInfo } from "./context";
import { errorShape } from "./error-shape";

export type OperationMeta = {
  /** Verb first, for people: "Create a contact". */
  title: string;
  /** What it does beyond its title, for the API reference. */
  description?: string;
  /** `resource:action`; null: any signed-in person or key may (it concerns only themselves); `public`: no credential. */
  permission: string | null | "public";
  /** Method and path on the platform dialect, `POST /contacts`; absent: not on REST. */
  rest?: string;
  /** Status of a success; 201 for POST that creates, else 200. */
  status?: number;
  /** Whether an answer only says that a job was asked for: 202 instead of the status of a success. */
  isAccepted?: (answer: unknown) => boolean;
  /** Everything the operation may emit; "any" for what works on every record type. Enforced outside production. */
  emits?: { type: string }[] | "any";
  /** Pages of any origin may call it from a browser; only for what needs no credential. */
  isOpenToAnyOrigin?: boolean;
  /** Points taken from the rate limit; 10 makes 1,000 per minute 100 per minute. */
  cost?: number;
  /** Codes of its own errors, for the API reference. */
  errors?: Record<string, string>;
  /** The document that this operation accepts besides JSON. */
  acceptsCsv?: boolean;
  /** The body is a file of any type, of at most so many bytes; the options are query parameters. */
  acceptsFile?: { limitBytes: number };
  /** Media type of the file that answers instead of an envelope; the output describes it to callers in code. */
  answersFile?: string;
  /** Filled in by the builder. */
  output?: z.ZodType;
};

export type RpcContext = { request: RequestInfo };

const t = initTRPC
  .context<RpcContext>()
  .meta<OperationMeta>()
  .create({
    errorFormatter: errorShape,
    isDev: env.NODE_ENV === "development",
    // A stream ends every five minutes and is taken up again by the client: who may no longer listen is out by then.
    sse: { ping: { enabled: true, intervalMs: 15_000 }, maxDurationMs: 300_000 },
  });

export const router = t.router;
export const mergeRouters = t.mergeRouters;

export type OperationContext = RpcContext & { actor: Actor };

/**
 * What every call goes through before its input is read: identity, rate limit, permission. The tRPC middleware and the
 * catalogue's direct call both come through here.
 */
export async function enterOperation(request: RequestInfo, meta: OperationMeta, name: string): Promise<void> {
  request.operation = name;
  request.declaredEvents = meta.emits === "any" ? undefined : (meta.emits ?? []).map((event) => event.type);
  if (meta.permission === "public") return;
  const actor = request.actor;
  if (!actor) throw request.refusal ?? unauthorized("credential_missing");
  await countRequest(request, actor, meta.cost ?? 1);
  if (meta.permission !== null && scopeOf(actor, meta.permission) === undefined) {
    logSecurityEvent(securityEvent("permission_denied", request, actor, { required: meta.permission }));
    throw forbidden([meta.permission], actor.permissionTexts);
  }
}

/** Calls that travel as one request count as one; what an operation costs beyond that is counted for each. */
async function countRequest(request: RequestInfo, actor: Actor, cost: number): Promise<void> {
  const take = async (points: number) => {
    try {
      Object.assign(request.responseHeaders, await takeRate(actor, points));
    } catch (refused) {
      logSecurityEvent(securityEvent("rate_limit_exceeded", request, actor));
      throw refused;
    }
  };
  const isFirst = request.counted === undefined;
  request.counted ??= take(cost);
  await request.counted;
  if (!isFirst && cost > 1) await take(cost - 1);
}

/** Every step in one middleware: each tRPC middleware costs about 10 µs. */
const pipeline = t.middleware(async ({ ctx, meta, path, next }) => {
  if (!meta) throw new Error(`operation ${path} has no meta`);
  await enterOperation(ctx.request, meta, path);
  const result = await next();
  // tRPC turns what a resolver throws into a result; ours goes on as it is.
  if (!result.ok && result.error.cause instanceof AppError) throw result.error.cause;
  return result;
});

/** An event of the security log about this request. */
export const securityEvent = (
  event: SecurityEvent["event"],
  request: RequestInfo,
  actor: Actor | null = request.actor,
  detail: Record<string, unknown> = {},
): SecurityEvent => ({
  event,
  tenantId: actor?.tenant.id ?? null,
  userId: actor?.userId ?? null,
  ip: request.ip,
  userAgent: request.userAgent,
  requestId: request.requestId,
  detail: { operation: request.operation, ...(actor ? { credential: actor.credentialId } : {}), ...detail },
});

const base = t.procedure.use(pipeline);

/** Whether answers are checked against their schemas: strictly in development and tests. */
export const isOutputEnforced = env.NODE_ENV !== "production";

/** Output schemas are enforced strictly in development and tests; in production they only describe. */
const enforced = <O extends z.ZodType>(output: O): O =>
  isOutputEnforced ? output : (((value: unknown) => value) as unknown as O);

/** A procedure from its meta: `.input(schema).output(schema).query(read(fn))` or `.mutation(write(fn))`. */
export function operation(meta: OperationMeta) {
  return {
    input: <I extends z.ZodType>(input: I) => ({
      output: <O extends z.ZodType>(output: O) =>
        base
          .meta({ ...meta, output })
          .input(input)
          .output(enforced(output)),
    }),
  };
}

type Call<I> = { ctx: RpcContext; input: I };

function actorOf(request: RequestInfo): Actor {
  if (!request.actor) throw unauthorized("credential_missing");
  return request.actor;
}

/** A resolver that runs a domain function in a read-only transaction of the caller's tenant. */
export const read =
  <I, O>(work: (ctx: Ctx, input: I) => Promise<O>) =>
  async ({ ctx: { request }, input }: Call<I>): Promise<O> => {
    const actor = actorOf(request);
    return withTenant(actor.tenant, "read", (tx) => work(new Ctx(tx, actor.tenant, actor, request), input));
  };

/** A resolver that runs a domain function in a transaction which commits change, audit and events together. */
export const write =
  <I, O>(work: (ctx: Ctx, input: I) => Promise<O>) =>
  async ({ ctx: { request }, input }: Call<I>): Promise<O> => {
    const actor = actorOf(request);
    return inWrite(actor, request, (ctx) => once(ctx, () => work(ctx, input)));
  };

/** The same outside a request: jobs and seeds write through here. `changeId` joins an existing change set. */
export async function inWrite<O>(
  actor: Actor,
  request: RequestInfo,
  work: (ctx: Ctx) => Promise<O>,
  changeId?: string,
): Promise<O> {
  let [hasEvents, hasChanges] = [false, false];
  let followUps: (() => void)[] = [];
  const result = await withTenant(actor.tenant, "write", async (tx: Transaction) => {
    const ctx = new Ctx(tx, actor.tenant, actor, request, changeId);
    const value = await work(ctx);
    refuseUndeclared(ctx);
    flushChanges(ctx);
    hasEvents = ctx.flushed.events > 0;
    hasChanges = ctx.flushed.changes > 0;
    // What a client needs to offer "Undo".
    if (hasChanges) request.responseHeaders["X-Change-ID"] = ctx.changeId;
    // What a page needs to know its own change by, when its events arrive.
    if (hasChanges && request.source === "rpc") request.responseHeaders["X-Change-At"] = ctx.now;
    followUps = ctx.followUps;
    return value;
  });
  if (hasEvents || hasChanges) forgetCounts(actor.tenant.id);
  for (const followUp of followUps) followUp();
  if (hasEvents) wakeDispatcher();
  return result;
}

/** An event that the operation does not declare is a defect of ours: integrators read the declaration. */
function refuseUndeclared(ctx: Ctx): void {
  const declared = ctx.request.declaredEvents;
  if (env.NODE_ENV === "production" || !declared) return;
  const stray = ctx.emitted.find((event) => !declared.includes(event.type));
  if (stray) throw new Error(`${ctx.request.operation} emits ${stray.type} without declaring it`);
}

/** A resolver for what concerns no tenant's tables (sign-up, a look at oneself). */
export const outside =
  <I, O>(work: (request: RequestInfo, input: I) => Promise<O>) =>
  ({ ctx, input }: Call<I>): Promise<O> =>
    work(ctx.request, input);

/** Our error, whatever tRPC wrapped it in. */
export function unwrapError(error: unknown): unknown {
  return error instanceof TRPCError && error.cause ? error.cause : error;
}
