import { expect, test } from "vitest";
import type { Import, ImportKind } from "../plan-schema";
import { choicesOf, missingOf, newFieldFor, targetsOf, withMain } from "./choices";

const field = (name: string, label: string, isRequired = false) => ({
  field: name,
  label,
  kind: "text" as const,
  isRequired,
  isKey: false,
  linksTo: null,
  options: [],
  canAddOptions: false,
});
const kinds: ImportKind[] = [
  {
    recordType: "deals",
    label: "Deal",
    labelPlural: "Deals",
    fields: [field("title", "Title", true), field("value", "Value"), field("pipelineId", "Pipeline")],
    computed: [],
    along: ["accounts"],
    canAddFields: true,
  },
  {
    recordType: "accounts",
    label: "Account",
    labelPlural: "Accounts",
    fields: [field("name", "Name", true), field("website", "Website")],
    computed: [],
    along: [],
    canAddFields: true,
  },
];
const profile = {
  samples: [],
  filled: 3,
  kind: "text" as const,
  values: null,
  dateFormat: null,
  isDateAmbiguous: false,
  localTime: null,
  numberFormat: null,
};
const column = (name: string) => ({ ...profile, column: name });
const plan = {
  status: "draft",
  files: [{ columns: ["Deal", "Amount", "Company", "Site", "Seen"].map(column) }],
  targets: [
    {
      recordType: "accounts",
      file: 0,
      columns: [
        { column: "Company", field: "name", confidence: 0.95 },
        { column: "Site", field: "website", confidence: 0.6 },
      ],
      fixed: {},
      existing: "skip",
      matchBy: null,
      validationLevel: "strict",
    },
    {
      recordType: "deals",
      file: 0,
      columns: [{ column: "Deal", field: "title", confidence: 1 }],
      fixed: {},
      existing: "skip",
      matchBy: null,
      validationLevel: "strict",
    },
  ],
} as unknown as Import;

test("what was recognised becomes choices, and the choices become the same targets, every column said", () => {
  const [choice] = choicesOf(plan, kinds, "Europe/Berlin");
  expect(choice).toMatchObject({
    main: "deals",
    existing: "update",
    columns: { Site: { isUnsure: true }, Seen: null },
  });
  choice!.columns.Seen = {
    recordType: "deals",
    create: newFieldFor({ ...column("last_seen"), kind: "date" }),
    format: { dateFormat: "dmy" },
  };
  expect(targetsOf({ ...choice!, fixed: { pipelineId: "Hardware" } }, 0, true)).toMatchObject([
    {
      recordType: "deals",
      existing: "update",
      validationLevel: "lenient",
      fixed: { pipelineId: "Hardware" },
      columns: {
        Deal: { field: "title" },
        Company: null,
        Site: null,
        Amount: null,
        Seen: { createField: { label: "Last seen", kind: "date" }, dateFormat: "dmy" },
      },
    },
    {
      recordType: "accounts",
      existing: "skip",
      columns: { Company: { field: "name" }, Site: { field: "website" }, Deal: null },
    },
  ]);
});

test("times are those of who imports, until another zone is chosen; all that one file holds goes by one clock", () => {
  const zonesOf = (one: Import) => {
    const [choice] = choicesOf(one, kinds, "Asia/Tokyo");
    return targetsOf(choice!, 0, false).map(({ timeZone }) => timeZone);
  };
  const foundBy = (timeZone: string) => plan.targets.map((target) => ({ ...target, timeZone }));
  expect(zonesOf({ ...plan, targets: foundBy("UTC") })).toEqual(["Asia/Tokyo", "Asia/Tokyo"]);
  const chosen = ["Europe/Berlin", "Europe/Berlin"];
  expect(zonesOf({ ...plan, status: "planned", targets: foundBy("Europe/Berlin") })).toEqual(chosen);
  expect(
    zonesOf({ ...plan, draft: targetsOf(choicesOf(plan, kinds, "Europe/Berlin")[0]!, 0, false) }),
  ).toEqual(chosen);
});

test("what a new record needs is asked of columns and of what every row has; a file may be left out", () => {
  const [choice] = choicesOf(plan, kinds, "Europe/Berlin");
  const without = { ...choice!, columns: { ...choice!.columns, Deal: null, Company: null } };
  expect(missingOf(without, kinds).map(({ kind, labels }) => [kind.label, labels])).toEqual([
    ["Deal", ["Title"]],
    ["Account", ["Name"]],
  ]);
  expect(missingOf({ ...without, fixed: { title: "Renewal" } }, kinds)).toHaveLength(1);
  expect(missingOf({ ...without, main: null }, kinds)).toEqual([]);
  expect(targetsOf({ ...without, main: null }, 0, false)).toEqual([]);
});

test("a file that is about something else keeps what fits", () => {
  const [choice] = choicesOf(plan, kinds, "Europe/Berlin");
  const turned = withMain(choice!, "accounts", kinds, {
    columns: ["Name", "Website", "Amount"].map(column),
  } as unknown as Import["files"][number]);
  expect(turned.columns).toMatchObject({
    Name: { field: "name" },
    Website: { field: "website" },
    Amount: null,
  });
});
