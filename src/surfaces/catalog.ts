// The catalogue: every operation of the product as plain data plus one way to call it. The only reader of tRPC's
// internals; REST, OpenAPI and the contract test are made from it.
import type { AnyTRPCProcedure } from "@trpc/server";
import type { z } from "zod";
import {
  enterOperation,
  fromZod,
  isOutputEnforced,
  type OperationMeta,
  type RpcContext,
} from "@/kernel/operation";
import { appRouter } from "@/modules";

export type Operation = {
  /** `contacts.create`. */
  name: string;
  /** `contacts`: the module, and the tag in documents. */
  module: string;
  type: "query" | "mutation" | "subscription";
  meta: OperationMeta;
  input: z.ZodType;
  output: z.ZodType;
  /** Method and path template on the platform dialect, or null. */
  route: { method: string; path: string; params: string[] } | null;
  /** Runs the whole pipeline; throws an AppError or a TRPCError. */
  call: (context: RpcContext, input: unknown) => Promise<unknown>;
};

type Resolver = (call: { ctx: RpcContext; input: unknown }) => Promise<unknown>;
type Procedure = AnyTRPCProcedure & {
  _def: { meta?: OperationMeta; inputs: z.ZodType[]; type: Operation["type"]; resolver: Resolver };
};

function readRoute(rest: string | undefined): Operation["route"] {
  if (!rest) return null;
  const [method, path] = rest.split(" ") as [string, string];
  return { method, path, params: [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!) };
}

function toOperation(name: string, procedure: Procedure): Operation {
  const { meta, inputs, type, resolver } = procedure._def;
  const [schema] = inputs;
  if (!meta?.output || !schema) throw new Error(`operation ${name} lacks its meta, input or output`);
  const { output } = meta;
  return {
    name,
    module: name.slice(0, name.indexOf(".")),
    type,
    meta,
    input: schema,
    output,
    route: readRoute(meta.rest),
    // The same steps as through tRPC, without its machinery: that costs as much as the rest of a point read.
    call: async (context, sent) => {
      await enterOperation(context.request, meta, name);
      const input = await schema.safeParseAsync(sent);
      if (!input.success) throw fromZod(input.error, schema);
      const answer = await resolver({ ctx: context, input: input.data });
      return isOutputEnforced ? output.parse(answer) : answer;
    },
  };
}

/** All operations, by name. */
export const catalog: ReadonlyMap<string, Operation> = new Map(
  Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).map(
    ([name, procedure]) => [name, toOperation(name, procedure)],
  ),
);

export const operations: readonly Operation[] = [...catalog.values()];
