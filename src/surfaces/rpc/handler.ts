// The tRPC surface, fetch-style: `/api/trpc` for our own pages. Subscriptions stream as server-sent events.
import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { z } from "zod";
import { AppError } from "@/kernel/errors";
import type { RpcContext } from "@/kernel/operation";
import { appRouter } from "@/modules";
import { identify } from "@/surfaces/identify";
import { dataPolicy, securityHeaders } from "../http/security-headers";
import { requestIdOf, requestInfo } from "../rest/handler";
import { maxBatchSize } from "./batch";

export const rpcPath = "/api/trpc";

/** Answers one tRPC call, or a batch of queries, for whoever `identify` finds behind it. */
export function handleRpc(request: Request, ip: string): Promise<Response> {
  const info = requestInfo(request, ip, requestIdOf(request.headers.get("x-request-id")), "rpc");
  const isBatch = new URL(request.url).searchParams.get("batch") === "1";
  if (!isBatch) {
    info.idempotencyKey = request.headers.get("idempotency-key");
    info.ifMatch = request.headers.get("if-match");
  }
  return fetchRequestHandler({
    endpoint: rpcPath,
    req: request,
    router: appRouter,
    maxBatchSize,
    // Reads on named records carry more than an address holds: they may come by POST.
    allowMethodOverride: true,
    createContext: async (): Promise<RpcContext> => {
      // Who is signed out by force can still sign in, or set a new password: the cookie only counts where it must.
      info.actor = await identify(request, ip).catch((refused: unknown) => {
        if (!(refused instanceof AppError) || refused.status !== 401) throw refused;
        info.refusal = refused;
        return null;
      });
      return { request: info };
    },
    responseMeta: ({ errors }) => ({
      status: !isBatch && errors[0] ? statusOf(errors[0]) : undefined,
      headers: new Headers({
        ...securityHeaders,
        ...info.responseHeaders,
        "Content-Security-Policy": dataPolicy,
        "X-Request-ID": info.requestId,
        "Cache-Control": "no-store",
      }),
    }),
  });
}

/** tRPC knows our errors only as causes. */
function statusOf({ cause, code }: TRPCError): number | undefined {
  if (cause instanceof AppError) return cause.status;
  return code === "BAD_REQUEST" && cause instanceof z.core.$ZodError ? 422 : undefined;
}
