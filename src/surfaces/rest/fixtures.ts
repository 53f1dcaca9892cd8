// A client of the REST surface for tests: real credentials, the real `identify`, the real database, without a socket.
import type { TenantRef } from "@/kernel/tenancy";
import { createApiKey, createPersonalToken } from "@/modules/apikeys";
import { addPerson, provisionTenant } from "@/modules/tenants";
import { fromFetch, toFetch } from "../http/message";
import { platformRest } from "./index";

type Data = Record<string, unknown>;

/** What came back: `data` is a record or a list of them, `body` the whole envelope. */
export type Answered = {
  status: number;
  headers: Headers;
  text: string;
  body: {
    success: boolean;
    data: unknown;
    meta: { timestamp: string; version: string; requestId: string; pagination?: Data };
    errors: { code: string; message: string; field?: string }[];
    error?: { code: string; message: string; details: Data };
  };
  record: Data;
  records: Data[];
  /** The fields named in `errors`. */
  fields: string[];
};

export type Sent = { headers?: Record<string, string>; body?: unknown; raw?: BodyInit };
export type Client = (request: string, sent?: Sent) => Promise<Answered>;

/** `send("POST /contacts", { body })`, with the headers of a credential. */
export const clientWith =
  (credential: Record<string, string>): Client =>
  async (request, { headers = {}, body, raw } = {}) => {
    const [method, path] = request.split(/ (.*)/s) as [string, string];
    const sentBody = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await platformRest(
      fromFetch(
        new Request(`http://localhost/v1${path}`, {
          method,
          headers: {
            ...(sentBody === undefined ? {} : { "content-type": "application/json" }),
            ...credential,
            ...headers,
          },
          body: sentBody,
          duplex: "half",
        } as RequestInit),
        "127.0.0.1",
      ),
    );
    const response = toFetch(answer);
    const text = await response.text();
    const isEnvelope = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    const read =
      isEnvelope && text.startsWith("{") ? (JSON.parse(text) as Answered["body"]) : ({} as Answered["body"]);
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: read,
      record: read.data as Data,
      records: read.data as Data[],
      fields: (read.errors ?? []).map(({ field }) => field ?? ""),
    };
  };

export type RestTenant = {
  ref: TenantRef;
  admin: Client;
  /** By API key and secret. */
  key: Client;
  keyWith: (permissions: string[]) => Promise<Client>;
  anyone: Client;
  apiKey: { apiKey: string; apiSecret: string };
};

/** A tenant of its own with an administrator and API keys; its rate limits are far away. */
export async function restTenant(multiplier = 100): Promise<RestTenant> {
  const ref = await provisionTenant({
    name: "Acme",
    placement: "pool",
    settings: { security_config: { api_security: { rate_limit_multiplier: multiplier } } },
  });
  const email = `admin.${ref.id.slice(-12)}@example.com`;
  const userId = await addPerson(ref, { email, name: "Alex Admin", role: "tenant_admin" });
  const { token } = await createPersonalToken(ref, { name: "Test", userId });
  const makeKey = (permissions: string[]) => createApiKey(ref, { name: "Test", permissions, userId });
  const byKey = ({ apiKey, apiSecret }: { apiKey: string; apiSecret: string }) =>
    clientWith({ "x-api-key": apiKey, "x-api-secret": apiSecret });
  const apiKey = await makeKey(["*"]);
  return {
    ref,
    admin: clientWith({ authorization: `Bearer ${token}` }),
    key: byKey(apiKey),
    keyWith: async (permissions) => byKey(await makeKey(permissions)),
    anyone: clientWith({}),
    apiKey,
  };
}
