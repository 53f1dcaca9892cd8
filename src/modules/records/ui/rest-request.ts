// A list as the request that an API client would send for the same rows.
import type { RowsAsked } from "@/surfaces/rpc/records";
import { writeSort } from "./list-address";

/** The parameters of `GET /v1/contacts`, and of its export. */
export function restParameters({ search, filter, sort }: RowsAsked): [string, string][] {
  return [
    ...(search ? [["search", search] as [string, string]] : []),
    ...(filter ? [["filter", JSON.stringify(filter)] as [string, string]] : []),
    ...(sort && sort.length > 0 ? [["sort", writeSort(sort)] as [string, string]] : []),
  ];
}

/** Literally, whatever is in it: within single quotes a shell changes nothing but their end. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** For a shell. The token is the reader's to put in: it is not ours to copy. */
export function restRequest(url: string, asked: RowsAsked): string {
  const parameters = [...restParameters(asked), ["limit", "100"]];
  return [
    `curl -G ${quoted(url)}`,
    `-H 'Authorization: Bearer YOUR_TOKEN'`,
    ...parameters.map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`),
  ].join(" \\\n  ");
}
