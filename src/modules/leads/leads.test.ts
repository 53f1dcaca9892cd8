import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/kernel/id";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  other = await testTenant("Other");
});
afterAll(() => close());

type Page<T> = { items: T[]; total: number };
type Lead = { id: string; ownerId: string; status: string; score: number; version: number };
const admin = <T = Record<string, unknown>>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);

/** Contract 001, "Create Lead". */
const example = {
  firstName: "Jane",
  lastName: "Smith",
  email: "jane.smith@prospect.com",
  phone: "+1-555-0456",
  company: "Prospect Inc",
  jobTitle: "VP Sales",
  source: "Website Form",
  status: "new",
  score: 75,
  customFields: { budget: "50000-100000", timeline: "Q2 2025" },
};
let n = 0;
const aLead = (overrides: Record<string, unknown> = {}) => {
  n += 1;
  const input = {
    firstName: "Lead",
    lastName: `No ${n}`,
    email: `lead.${n}@prospects.example`,
    ...overrides,
  };
  return admin<Lead>("leads.create", input);
};

test("the contract's lead is created, qualified and scored as its examples say", async () => {
  const lead = await admin<Lead>("leads.create", example);
  expect(lead).toMatchObject({
    ...example,
    fullName: "Jane Smith",
    isQualified: false,
    daysSinceCreated: 0,
    ownerId: tenant.actors.tenant_admin!.id,
  });
  const qualified = await admin("leads.qualify", {
    leadId: lead.id,
    qualificationNotes: "Budget confirmed, decision maker identified",
    score: 90,
    nextAction: "Schedule demo",
  });
  expect(qualified).toMatchObject({
    status: "qualified",
    score: 90,
    isQualified: true,
    nextAction: "Schedule demo",
  });
  const { items: tasks } = await admin<Page<object>>("tasks.list", { leadId: lead.id });
  expect(tasks).toMatchObject([{ title: "Schedule demo", relatedTo: { type: "lead", id: lead.id } }]);
  const scoringFactors = ["Email opened", "Website visited", "Demo requested"];
  expect(await admin("leads.score", { leadId: lead.id, score: 85, scoringFactors })).toMatchObject({
    score: 85,
  });
  const history = await admin<Page<object>>("leads.scoringHistory", { leadId: lead.id });
  expect(history.items).toMatchObject([
    {
      previousScore: 90,
      newScore: 85,
      scoringFactors: scoringFactors.map((factor) => ({ factor, points: null, reason: null })),
      changedBy: { id: tenant.actors.tenant_admin!.id },
    },
    { previousScore: 75, newScore: 90 },
    { previousScore: null, newScore: 75 },
  ]);
});

test("a lead who is a lead or a contact already is refused with the candidates, and created with force", async () => {
  const first = await aLead({ email: "twin@prospects.example" });
  const again = { firstName: "Twin", lastName: "Two", email: "TWIN@prospects.example" };
  await expect(admin("leads.create", again)).rejects.toMatchObject({
    status: 409,
    code: "DUPLICATE_RECORD",
    details: { candidates: [{ recordType: "lead", id: first.id, reasons: ["same e-mail"] }] },
  });
  await expect(admin("leads.create", { ...again, force: true })).resolves.toMatchObject({
    email: "twin@prospects.example",
  });
  const contact = await admin<{ id: string }>("contacts.create", {
    firstName: "Known",
    lastName: "Person",
    phone: "(030) 1234 5678",
  });
  await admin("accounts.create", { name: "Known GmbH" });
  await expect(
    admin("leads.create", {
      firstName: "K",
      lastName: "P",
      email: "kp@known.example",
      phone: "+49 30 12345678",
      company: "known gmbh",
    }),
  ).rejects.toMatchObject({
    code: "DUPLICATE_RECORD",
    details: {
      candidates: [
        { recordType: "contact", id: contact.id, reasons: ["same phone"] },
        { recordType: "account", name: "Known GmbH", reasons: ["same company"] },
      ],
    },
  });
  await expect(other.call("tenant_admin", "leads.create", again)).resolves.toBeDefined();
});

test("a lead cannot be made converted by its status, and bad scores are refused whole", async () => {
  await expect(aLead({ status: "converted" })).rejects.toMatchObject({ code: "LEAD_NEEDS_CONVERSION" });
  const lead = await aLead();
  await expect(admin("leads.update", { leadId: lead.id, status: "converted" })).rejects.toMatchObject({
    code: "LEAD_NEEDS_CONVERSION",
  });
  await expect(admin("leads.score", { leadId: lead.id, score: 101 })).rejects.toThrow(/score/);
  expect(await admin("leads.get", { leadId: lead.id })).toMatchObject({
    status: "new",
    score: 0,
    version: 1,
  });
});

test("leads go round the members in turn, past who is away", async () => {
  const [rep, manager, marketing] = ["sales_rep", "sales_manager", "marketing_manager"].map(
    (role) => tenant.actors[role]!.id,
  ) as [string, string, string];
  await tenant.call("sales_manager", "leads.setAssignment", {
    mode: "round_robin",
    members: [rep, manager, marketing],
  });
  const owners = async (count: number) => {
    const found: string[] = [];
    for (let i = 0; i < count; i += 1) found.push((await aLead()).ownerId);
    return found;
  };
  expect(await owners(4)).toEqual([rep, manager, marketing, rep]);
  // Two at once are two turns.
  const pair = await Promise.all([aLead(), aLead()]);
  expect(pair.map((lead) => lead.ownerId).sort()).toEqual([manager, marketing].sort());
  const away = await tenant.call<{ id: string }>("sales_rep", "leads.createAbsence", {
    from: "2020-01-01",
    to: "2999-01-01",
    note: "Gone fishing",
  });
  expect(await owners(3)).toEqual([manager, marketing, manager]);
  await expect(
    tenant.call("sales_rep", "leads.createAbsence", {
      userId: manager,
      from: "2020-01-01",
      to: "2020-01-02",
    }),
  ).rejects.toMatchObject({ status: 403 });
  await tenant.call("sales_rep", "leads.deleteAbsence", { absenceId: away.id });
  // An explicit owner is not overruled; a rep's lead may be assigned to someone else.
  expect((await aLead({ ownerId: rep })).ownerId).toBe(rep);
  const given = await tenant.call<Lead>("sales_rep", "leads.create", {
    firstName: "From",
    lastName: "Rep",
    email: "from.rep@prospects.example",
  });
  expect(given.ownerId).toBe(marketing);
});

test("by load the emptiest desk gets the lead; by rule the first rule that fits", async () => {
  const fresh = await testTenant("Load");
  const call = <T = Lead>(operation: string, input: unknown) =>
    fresh.call<T>("tenant_admin", operation, input);
  const [rep, manager] = [fresh.actors.sales_rep!.id, fresh.actors.sales_manager!.id];
  const lead = (i: number, more: object = {}) =>
    call("leads.create", { firstName: "L", lastName: `${i}`, email: `l${i}@load.example`, ...more });
  await lead(1, { ownerId: rep });
  await call("leads.setAssignment", { mode: "load", members: [rep, manager] });
  expect([(await lead(2)).ownerId, (await lead(3)).ownerId, (await lead(4)).ownerId]).toEqual([
    manager,
    rep,
    manager,
  ]);
  await call("leads.setAssignment", {
    mode: "rules",
    members: [rep],
    rules: [{ field: "country", operator: "equals", value: "de", assignTo: manager }],
  });
  expect((await lead(5, { address: { country: "DE" } })).ownerId).toBe(manager);
  expect((await lead(6, { address: { country: "FR" } })).ownerId).toBe(rep);
});

test("assignment to nobody, to strangers and to the deactivated is refused whole", async () => {
  const stranger = other.actors.sales_rep!.id;
  for (const members of [[], [stranger], [newId("user")]]) {
    await expect(admin("leads.setAssignment", { mode: "load", members })).rejects.toMatchObject({
      status: 422,
    });
  }
  expect(await admin("leads.getAssignment", {})).toMatchObject({ mode: "round_robin" });
});

test("another tenant's lead is not there", async () => {
  const lead = await aLead();
  for (const [operation, more] of [
    ["leads.get", {}],
    ["leads.qualify", {}],
    ["leads.score", { score: 1 }],
    ["leads.scoringHistory", { page: 1, limit: 1 }],
  ] as const) {
    await expect(other.call("tenant_admin", operation, { leadId: lead.id, ...more })).rejects.toMatchObject({
      status: 404,
    });
  }
});
