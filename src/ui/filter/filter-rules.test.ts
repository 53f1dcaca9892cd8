import { expect, test } from "vitest";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { Filter } from "@/kernel/query/filter";
import {
  countRules,
  describeRule,
  isGroup,
  newRuleId,
  toFilter,
  toGroup,
  withAddressParts,
} from "./filter-rules";

const filters: Filter[] = [
  { city: { eq: "Oslo" } },
  { city: { eq: "Oslo" }, account: { industry: { in: ["Retail", "Media"] } } },
  { or: [{ city: { eq: "Oslo" } }, { visits: { gte: 3 } }] },
  { status: { eq: "new" }, or: [{ city: { isNull: true } }, { account: { city: { contains: "Os" } } }] },
  { and: [{ visits: { gte: 3 } }, { visits: { lt: 9 } }] },
  { address: { city: { eq: "Oslo" } }, account: { address: { country: { in: ["NO"] } } } },
  { account: { "customFields.tier": { in: ["gold"] } } },
];

test.each(filters)("a filter survives the builder unchanged: %j", (filter) => {
  const back = toFilter(toGroup(filter));
  // "or" beside fields comes back as a part of "and": the same meaning in another order of keys.
  expect(toFilter(toGroup(back))).toEqual(back);
  expect(countRules(toGroup(back))).toBe(countRules(toGroup(filter)));
  if (!("or" in filter && "status" in filter)) expect(back).toEqual(filter);
});

test("half a sentence filters nothing, and does not disturb the others", () => {
  const group = toGroup({ city: { eq: "Oslo" } });
  group.items.push({ id: newRuleId(), field: "visits", operator: "gte", value: null });
  expect(toFilter(group)).toEqual({ city: { eq: "Oslo" } });
});

test("what a program has written is shown whole, and kept when something else is changed", () => {
  const written = {
    status: "new",
    city: ["Oslo", "Bergen"],
    ownerId: null,
    customFields: { tier: { eq: "gold" } },
    account: { customFields: { size: { gt: 3 } }, or: [{ city: { eq: "Oslo" } }, { visits: 3 }] },
  } as unknown as Filter;
  expect(toFilter(toGroup(written))).toEqual({
    status: { eq: "new" },
    city: { in: ["Oslo", "Bergen"] },
    ownerId: { isNull: true },
    "customFields.tier": { eq: "gold" },
    account: { "customFields.size": { gt: 3 } },
    or: [{ account: { city: { eq: "Oslo" } } }, { account: { visits: { eq: 3 } } }],
  });
});

test("the parts of an address have names, one step away too", () => {
  const field = (key: string, label: string, kind: FieldDescriptor["kind"]) =>
    ({ key, label, kind, isFilterable: false }) as FieldDescriptor;
  const address = field("address", "Address", "address");
  const scope = withAddressParts({
    fields: [address],
    relations: { account: { label: "Account", fields: [address] } },
  });
  const texts = toGroup({
    address: { city: { eq: "Oslo" } },
    account: { address: { country: { eq: "NO" } } },
  }).items.map((item) => (isGroup(item) ? "" : describeRule(item, scope, "en", () => undefined)));
  expect(texts).toEqual(["Address › City is Oslo", "Account › Address › Country is NO"]);
});
