// The demo workspace: people in teams, accounts with their hierarchy, contacts, and some months of work on them, all
// written through the product's own operations so that history, search and events are real.
import { clock } from "@/kernel/clock";
import { newId, uuidOf } from "@/kernel/id";
import { type Ctx, inWrite } from "@/kernel/operation";
import type { Actor } from "@/kernel/permissions";
import { type TenantRef, withTenant } from "@/kernel/tenancy";
import { createAccount } from "@/modules/accounts";
import { createContact, updateContact } from "@/modules/contacts";
import { addPerson } from "@/modules/tenants";
import { actorOf, findMember } from "@/modules/users";
import * as words from "./words";

export const demoPeople = [
  {
    role: "system_admin",
    email: "system@meridian.example",
    name: "Sam Okafor",
    title: "System administrator",
    team: null,
  },
  {
    role: "tenant_admin",
    email: "admin@meridian.example",
    name: "Alex Morgan",
    title: "Head of operations",
    team: null,
  },
  {
    role: "sales_manager",
    email: "manager@meridian.example",
    name: "Mara Lindqvist",
    title: "Sales manager",
    team: "Enterprise",
  },
  {
    role: "sales_rep",
    email: "rep@meridian.example",
    name: "Rosa Martin",
    title: "Account executive",
    team: "Enterprise",
  },
  {
    role: "marketing_manager",
    email: "marketing@meridian.example",
    name: "Milo Bauer",
    title: "Marketing manager",
    team: "Demand",
  },
  {
    role: "support_agent",
    email: "support@meridian.example",
    name: "Sana Khan",
    title: "Support agent",
    team: "Customer care",
  },
] as const;

const colleagues = [
  { email: "jonas@meridian.example", name: "Jonas Weber", team: "Enterprise" },
  { email: "priya@meridian.example", name: "Priya Mehta", team: "Mid-market" },
  { email: "tomas@meridian.example", name: "Tomás Silva", team: "Mid-market" },
  { email: "freya@meridian.example", name: "Freya Hansen", team: "Small business" },
  { email: "kenji@meridian.example", name: "Kenji Tanaka", team: "Small business" },
];

const teamsByDepartment: Record<string, string[]> = {
  Sales: ["Enterprise", "Mid-market", "Small business"],
  Marketing: ["Demand"],
  Support: ["Customer care"],
};

/** Departments and teams; answers the team ids by name. */
async function layTeams(tenant: TenantRef): Promise<Map<string, string>> {
  const teams = new Map<string, string>();
  await withTenant(tenant, "write", async (tx) => {
    for (const [department, names] of Object.entries(teamsByDepartment)) {
      const departmentId = newId("dept");
      tx.send("insert into departments (tenant_id, id, name, created_at) values ($1, $2, $3, $4)", [
        uuidOf("tenant", tenant.id),
        uuidOf("dept", departmentId),
        department,
        clock.nowIso(),
      ]);
      for (const name of names) {
        const teamId = newId("team");
        teams.set(name, teamId);
        tx.send(
          "insert into teams (tenant_id, id, name, department_id, created_at) values ($1, $2, $3, $4, $5)",
          [
            uuidOf("tenant", tenant.id),
            uuidOf("team", teamId),
            name,
            uuidOf("dept", departmentId),
            clock.nowIso(),
          ],
        );
      }
    }
  });
  return teams;
}

export type DemoUser = { id: string; role: string; email: string; actor: Actor };

/** Makes the people of the demo workspace, all with one password. */
export async function layPeople(tenant: TenantRef, passwordHash: string): Promise<DemoUser[]> {
  const teams = await layTeams(tenant);
  const people = [
    ...demoPeople,
    ...colleagues.map((one) => ({ ...one, role: "sales_rep", title: "Account executive" })),
  ];
  const made: DemoUser[] = [];
  for (const { role, email, name, title, team } of people) {
    const id = await addPerson(tenant, {
      email,
      name,
      role,
      title,
      passwordHash,
      isEmailVerified: true,
      teamId: team ? teams.get(team)! : null,
    });
    const member = await findMember(tenant, id);
    made.push({ id, role, email, actor: actorOf(tenant, member!, { id, sessionId: null }) });
  }
  const manager = made.find((one) => one.role === "sales_manager")!;
  await withTenant(tenant, "write", async (tx) => {
    tx.send("update teams set manager_id = $2 where tenant_id = $1", [
      uuidOf("tenant", tenant.id),
      uuidOf("user", manager.id),
    ]);
  });
  return made;
}

/** One write by one person at one moment of the past. */
export const writtenAt = <T>(
  moment: Date,
  actor: Actor,
  operation: string,
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> => {
  clock.set(moment);
  const request = {
    requestId: newId("req"),
    source: "seed" as const,
    ip: "",
    userAgent: "",
    actor,
    operation,
    idempotencyKey: null,
    bodyHash: null,
    ifMatch: null,
    responseHeaders: {},
  };
  return inWrite(actor, request, work);
};

export type LaidRecords = {
  accounts: { id: string; name: string }[];
  contacts: { id: string; accountId: string; owner: DemoUser }[];
};

type Options = { accounts: number; contacts: number; seed?: number };

/** Accounts, contacts and the work on them over the last 200 days. */
export async function layRecords(
  people: DemoUser[],
  { accounts, contacts, seed = 7 }: Options,
): Promise<LaidRecords> {
  const random = words.randomSource(seed);
  const owners = people.filter((one) => one.role === "sales_rep" || one.role === "sales_manager");
  const system = people.find((one) => one.role === "tenant_admin")!.actor;
  const now = Date.now();
  const daysAgo = (days: number) => new Date(now - days * 86_400_000 - random.below(86_400_000 / 2));
  try {
    const made: { id: string; name: string; place: (typeof words.places)[number]; owner: DemoUser }[] = [];
    for (let i = 0; i < accounts; i++) {
      const account = anAccount(random, made, i);
      const owner = random.pick(owners);
      const actor = { ...system, id: owner.actor.id, userId: owner.id, name: owner.actor.name };
      const { id } = await writtenAt(daysAgo(200 - (i * 150) / accounts), actor, "accounts.create", (ctx) =>
        createAccount(ctx, { ...account.input, ownerId: owner.id, force: true }),
      );
      made.push({ id, name: account.input.name, place: account.place, owner });
    }
    const known: LaidRecords["contacts"] = [];
    for (let i = 0; i < contacts; i++) {
      const account = made[random.below(made.length)]!;
      const input = aContact(random, account);
      const actor = {
        ...system,
        id: account.owner.actor.id,
        userId: account.owner.id,
        name: account.owner.actor.name,
      };
      const { id } = await writtenAt(daysAgo(150 - (i * 100) / contacts), actor, "contacts.create", (ctx) =>
        createContact(ctx, { ...input, ownerId: account.owner.id, force: true }),
      );
      known.push({ id, accountId: account.id, owner: account.owner });
    }
    // What the team has done since: titles, notes and tags that changed, some of it today.
    for (let i = 0; i < contacts * 0.4; i++) {
      const { id, owner } = random.pick(known);
      const by = random.chance(0.8) ? owner : random.pick(owners);
      await writtenAt(
        daysAgo(48 - (i * 48) / (contacts * 0.4)),
        { ...system, id: by.id, userId: by.id, name: by.actor.name },
        "contacts.update",
        (ctx) => updateContact(ctx, { contactId: id, ...anEdit(random) }),
      );
    }
    return { accounts: made, contacts: known };
  } finally {
    clock.set(undefined);
  }
}

function anAccount(random: words.RandomSource, made: { id: string; name: string }[], index: number) {
  const place = random.pick(words.places);
  const isDivision = index > 20 && random.chance(0.25);
  const parent = isDivision ? made[random.below(Math.min(made.length, 60))]! : null;
  const start = words.companyStarts[index % words.companyStarts.length]!;
  const end =
    words.companyEnds[
      (index * 7 + Math.floor(index / words.companyStarts.length)) % words.companyEnds.length
    ]!;
  const name = parent
    ? `${parent.name.split(" ").slice(0, 2).join(" ")} ${random.pick(words.divisions)}`
    : `${start} ${end}`;
  const employees = Math.round(10 * 10 ** (random.next() * 3));
  return {
    place,
    input: {
      name,
      website: `https://www.${words.plainLetters(name)}.example`,
      phone: `${place.dial} ${1000 + random.below(9000)} ${100 + random.below(900)}`,
      industry: random.pick(words.industries),
      employees,
      annualRevenue: employees * (40_000 + random.below(160_000)),
      currency: place.country === "United States" ? "USD" : "EUR",
      yearFounded: 1950 + random.below(74),
      type: random.pick(["Customer", "Customer", "Prospect", "Prospect", "Prospect", "Partner", "Vendor"]),
      parentAccountId: parent?.id ?? null,
      tags: random.chance(0.3) ? [random.pick(words.tags)] : [],
      address: {
        street: `${random.pick(words.streets)} ${1 + random.below(180)}`,
        city: place.city,
        state: place.state,
        zipCode: place.zipCode,
        country: place.country,
      },
    },
  };
}

function anEdit(random: words.RandomSource) {
  switch (random.below(4)) {
    case 0:
      return { jobTitle: random.pick(words.jobTitles) };
    case 1:
      return { description: random.pick(words.notes) };
    case 2:
      return { tags: [random.pick(words.tags), random.pick(words.tags)] };
    default:
      return { customFields: { leadSource: random.pick(words.leadSources) } };
  }
}

function aContact(
  random: words.RandomSource,
  account: { id: string; name: string; place: (typeof words.places)[number] },
) {
  const firstName = random.pick(words.firstNames);
  const lastName = random.pick(words.lastNames);
  const { place } = account;
  return {
    firstName,
    lastName,
    email: `${words.plainLetters(firstName)}.${words.plainLetters(lastName)}${random.chance(0.1) ? random.below(90) + 10 : ""}@${words.plainLetters(account.name)}.example`,
    phone: random.chance(0.8)
      ? `${place.dial} ${1000 + random.below(9000)} ${100 + random.below(900)}`
      : null,
    company: account.name,
    jobTitle: random.pick(words.jobTitles),
    accountId: account.id,
    status: random.chance(0.92) ? "active" : "inactive",
    tags: random.chance(0.35) ? [random.pick(words.tags)] : [],
    customFields: random.chance(0.7)
      ? { leadSource: random.pick(words.leadSources), industry: random.pick(words.industries) }
      : {},
    address: random.chance(0.6)
      ? {
          street: `${random.pick(words.streets)} ${1 + random.below(180)}`,
          city: place.city,
          state: place.state,
          zipCode: place.zipCode,
          country: place.country,
        }
      : null,
  };
}
