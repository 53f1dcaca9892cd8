import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { restRequest } from "./rest-request";

test("the copied request carries the list's own query, and a shell reads it as it is", () => {
  const text = restRequest("https://crm.example/v1/contacts", {
    search: "O'Hara; $(id)",
    filter: { status: { in: ["active"] }, account: { industry: { eq: "Food & drink" } } },
    sort: [
      { field: "lastName", order: "desc" },
      { field: "firstName", order: "asc" },
    ],
  });
  // The shell's own reading: curl replaced by printing each argument on its own.
  const args = execFileSync("/bin/sh", ["-c", `curl() { printf '%s\\0' "$@"; }\n${text}`])
    .toString()
    .split("\0");
  expect(args.slice(0, -1)).toEqual([
    "-G",
    "https://crm.example/v1/contacts",
    "-H",
    "Authorization: Bearer YOUR_TOKEN",
    "--data-urlencode",
    "search=O'Hara; $(id)",
    "--data-urlencode",
    'filter={"status":{"in":["active"]},"account":{"industry":{"eq":"Food & drink"}}}',
    "--data-urlencode",
    "sort=-lastName,firstName",
    "--data-urlencode",
    "limit=100",
  ]);
});
