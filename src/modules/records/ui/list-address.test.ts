import { expect, test } from "vitest";
import { isChanged, type ListContent, openView, readContent, spelledOut, writeContent } from "./list-address";

const base: ListContent = {
  filter: { status: { eq: "active" } },
  sort: [{ field: "lastName", order: "asc" }],
  columns: ["fullName", "email"],
  pinned: [],
  widths: { email: 220 },
  calculations: {},
};
const address = (text: string) => new URLSearchParams(text);

test("the address holds only what differs from the view, and reads back as it was written", () => {
  const changes: Partial<ListContent> = {
    search: "ada",
    sort: [
      { field: "company", order: "desc" },
      { field: "lastName", order: "asc" },
    ],
    pinned: ["email"],
    widths: { email: 220, "customFields.size": 90 },
    groupBy: "customFields.size",
    calculations: { "customFields.size": "avg" },
  };
  const written = writeContent(address("saved=view_1&record=contact_1"), base, changes);
  expect(readContent(written, base)).toEqual({ ...base, ...changes });
  expect(written.has("filter")).toBe(false);
  expect(written.get("record")).toBe("contact_1");
  expect(isChanged(written, base)).toBe(true);
  const back = writeContent(written, base, { ...base, search: undefined, groupBy: undefined });
  expect(back.toString()).toBe("saved=view_1&record=contact_1");
  expect(isChanged(back, base)).toBe(false);
});

test("what a view has can be taken away over it, and that is shared too", () => {
  const without = writeContent(address("saved=view_1"), base, { filter: undefined, sort: [], widths: {} });
  expect(without.get("filter")).toBe("");
  expect(readContent(address(without.toString()), base)).toMatchObject({
    filter: undefined,
    sort: [],
    widths: {},
  });
});

test("a link that was cut or written by hand opens without harm", () => {
  const content = readContent(address('filter={"status":{"eq"&columns=&widths=email:abc,:3,phone:140'), base);
  expect(content).toMatchObject({ filter: undefined, columns: base.columns, widths: { phone: 140 } });
});

test("opening a view forgets what was changed over another, and keeps what is open beside the list", () => {
  const from = address("saved=view_1&filter=&sort=-email&record=contact_1&view=list");
  expect(openView(from, "view_2").toString()).toBe("saved=view_2&record=contact_1&view=list");
  expect(openView(from, undefined).toString()).toBe("record=contact_1&view=list");
});

test("another page over the same records gets the query of the view spelled out", () => {
  const from = address("saved=view_1&sort=-email");
  const next = spelledOut(from, readContent(from, base));
  expect(Object.fromEntries(next)).toEqual({ filter: '{"status":{"eq":"active"}}', sort: "-email" });
});
