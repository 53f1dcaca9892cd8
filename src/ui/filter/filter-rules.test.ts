import { expect, test } from "vitest";
import type { Filter } from "@/kernel/query/filter";
import { countRules, newRuleId, toFilter, toGroup } from "./filter-rules";

const filters: Filter[] = [
  { city: { eq: "Oslo" } },
  { city: { eq: "Oslo" }, account: { industry: { in: ["Retail", "Media"] } } },
  { or: [{ city: { eq: "Oslo" } }, { visits: { gte: 3 } }] },
  { status: { eq: "new" }, or: [{ city: { isNull: true } }, { account: { city: { contains: "Os" } } }] },
  { and: [{ visits: { gte: 3 } }, { visits: { lt: 9 } }] },
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
