import { expect, test } from "vitest";
import type { FieldDescriptor, FieldKind } from "@/kernel/fields/descriptor";
import { groupFilter, groupName, inGroupOrder, readGrouping } from "./group-query";

const field = (key: string, kind: FieldKind, more: Partial<FieldDescriptor> = {}): FieldDescriptor => ({
  key,
  label: key,
  kind,
  description: "",
  isRequired: false,
  isReadOnly: false,
  isSearchable: false,
  isFilterable: true,
  isSortable: true,
  isImportable: true,
  isPersonal: false,
  isCustom: false,
  ...more,
});
const scope = {
  fields: [
    field("status", "select", { options: ["new", "won"].map((value) => ({ value, label: value })) }),
    field("accountId", "record", { recordType: "account", relation: "account" }),
    field("createdAt", "dateTime"),
    field("closeDate", "date"),
    field("customFields.size", "select"),
  ],
  relations: { account: { label: "Account", fields: [field("industry", "text")] } },
};
const grouping = (by: string) => {
  const found = readGrouping(by, scope);
  if (!found) throw new Error(`no grouping by ${by}`);
  return found;
};

test("the filter of a group is its value, and nothing where there is none", () => {
  expect(groupFilter(grouping("status"), "won")).toEqual({ status: { in: ["won"] } });
  expect(groupFilter(grouping("status"), null)).toEqual({ status: { isNull: true } });
  expect(groupFilter(grouping("customFields.size"), "S")).toEqual({ "customFields.size": { in: ["S"] } });
});

test("a group of a time begins with its interval and ends before the next", () => {
  expect(groupFilter(grouping("createdAt"), "2024-12-01")).toEqual({
    createdAt: { gte: "2024-12-01T00:00:00.000Z", lt: "2025-01-01T00:00:00.000Z" },
  });
  expect(groupFilter(grouping("closeDate:quarter"), "2024-10-01")).toEqual({
    closeDate: { gte: "2024-10-01", lt: "2025-01-01" },
  });
  expect(groupName(grouping("closeDate:quarter"), "2024-10-01", null, "en")).toBe("Q4 2024");
  expect(groupName(grouping("createdAt:month"), "2024-12-01", null, "en")).toBe("December 2024");
});

test("one step away, no value also means no record in between", () => {
  expect(groupFilter(grouping("account.industry"), "Retail")).toEqual({
    account: { industry: { in: ["Retail"] } },
  });
  expect(groupFilter(grouping("account.industry"), null)).toEqual({
    or: [{ accountId: { isNull: true } }, { account: { industry: { isNull: true } } }],
  });
  expect(readGrouping("account.nope", scope)).toBeUndefined();
});

test("groups stand in an order that does not hang on their counts, what has none last", () => {
  const order = (by: string, keys: unknown[]) =>
    inGroupOrder(
      grouping(by),
      keys.map((key) => ({ key, label: null })),
      "en",
    ).map((one) => one.key);
  expect(order("status", [null, "gone", "won", "new"])).toEqual(["new", "won", "gone", null]);
  expect(order("createdAt:month", [null, "2025-01-01", "2025-03-01"])).toEqual([
    "2025-03-01",
    "2025-01-01",
    null,
  ]);
  expect(order("customFields.size", ["b", null, "Ä", "c10", "c9"])).toEqual(["Ä", "b", "c9", "c10", null]);
  const named = [
    { key: "account_1", label: "Zeta" },
    { key: "account_2", label: "Acme" },
  ];
  expect(inGroupOrder(grouping("accountId"), named, "en").map((one) => one.label)).toEqual(["Acme", "Zeta"]);
});
