import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { env } from "@/env";
import { Mark } from "@/ui/auth/mark";
import classes from "./developers.module.css";
import { Example } from "./example";

export const metadata: Metadata = { title: "Developers" };

/** The address of this installation, as the reader has it. */
async function baseUrl(): Promise<string> {
  if (env.APP_URL) return env.APP_URL.replace(/\/$/, "");
  return `http://${(await headers()).get("host") ?? "localhost:3000"}`;
}

const key = `  -H "X-API-Key: $MERIDIAN_KEY" -H "X-API-Secret: $MERIDIAN_SECRET"`;

const answers = [
  ["401", "No credential, or one that is wrong, expired or revoked"],
  ["403", "The permission is missing; the answer names what is needed and what is held"],
  ["409", "It is there already, or the data forbids it; the code says why"],
  ["412", "Someone has changed the record since you read it"],
  ["422", "Fields are not valid; every one of them is named"],
  ["429", "Too many requests; Retry-After says when to go on"],
] as const;

export default async function Developers() {
  const base = `${await baseUrl()}/v1`;
  return (
    <main className={classes.page}>
      <Link href="/" className={classes.brand}>
        <Mark />
        Meridian
      </Link>
      <h1>Build on Meridian</h1>
      <p className={classes.lead}>
        Everything the app does, it does through this API: the same operations, permissions and history.
      </p>
      <ul className={classes.links}>
        <li>
          <a href="/developers/reference">API reference</a>
        </li>
        <li>
          <a href="/v1/openapi.json">OpenAPI 3.1 document</a>
        </li>
      </ul>

      <h2>Your credential</h2>
      <p>
        Make an API key in the settings of your workspace, or a personal access token that acts as yourself.
        Both are shown once. A token goes into <code>Authorization: Bearer …</code>, a key into two headers:
      </p>
      <Example label="Read your contacts" text={`curl "${base}/contacts?search=john&limit=5" \\\n${key}`} />

      <h2>Create and change</h2>
      <Example
        label="Create a contact"
        text={`curl ${base}/contacts \\\n${key} \\\n  -H "Content-Type: application/json" -H "Idempotency-Key: import-42" \\\n  -d '{"firstName":"John","lastName":"Doe","email":"john.doe@example.com"}'`}
      />
      <p>
        A repeat with the same <code>Idempotency-Key</code> answers the first result and writes nothing. A
        contact that seems to be there already is refused with the candidates; <code>?force=true</code> goes
        on.
      </p>
      <Example
        label="Change a contact unless someone else has"
        text={`curl -X PUT ${base}/contacts/{contactId} \\\n${key} \\\n  -H "Content-Type: application/json" -H 'If-Match: "1"' \\\n  -d '{"jobTitle":"Sales Director"}'`}
      />

      <h2>Find</h2>
      <p>
        Every field is a filter, with operators in brackets. <code>meta.pagination.nextCursor</code> of an
        answer, sent as <code>cursor</code>, is the next page at any depth.
      </p>
      <Example
        label="Accounts with at least 100 employees, largest first"
        text={`curl -g "${base}/accounts?employees[gte]=100&sort=-employees" \\\n${key}`}
      />

      <h2>Answers</h2>
      <p>
        Every answer is <code>{"{ success, data, meta, errors }"}</code>. <code>meta.requestId</code> finds
        the request in history and logs.
      </p>
      <dl className={classes.codes}>
        {answers.map(([status, meaning]) => (
          <div key={status} style={{ display: "contents" }}>
            <dt>{status}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </main>
  );
}
