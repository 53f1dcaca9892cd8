// What the demo workspace sells: products, deals on their way through the pipeline, leads, and the tasks and calls
// around them, written through the product's own operations.
import { clock } from "@/kernel/clock";
import { communicationService, eventService, taskService } from "@/modules/activities";
import { createDeal, moveDealStage } from "@/modules/deals";
import { createLead } from "@/modules/leads";
import { createProduct } from "@/modules/products";
import * as words from "./words";
import { type DemoUser, type LaidRecords, writtenAt } from "./workspace";

const dayMs = 86_400_000;
const stages = ["lead", "qualification", "proposal", "negotiation"];
const products = [
  ["Platform licence", "LIC-PLT", "Licences", 1200],
  ["Analytics add-on", "LIC-ANA", "Licences", 480],
  ["Onboarding package", "SRV-ONB", "Services", 3500],
  ["Premium support", "SRV-SUP", "Services", 900],
  ["Data migration", "SRV-MIG", "Services", 5200],
  ["Training day", "SRV-TRN", "Services", 1600],
] as const;
const needs = [
  "Renewal",
  "Expansion",
  "Pilot",
  "Rollout",
  "Migration",
  "Platform licence",
  "Support contract",
];
const toDo = [
  "Call back about the offer",
  "Send the revised proposal",
  "Check in with the champion",
  "Prepare the demo",
  "Ask for the signed order",
  "Share the security answers",
  "Book a meeting with procurement",
  "Follow up on the pricing question",
];
const callNotes = [
  "They have the budget; the decision is due this quarter.",
  "Wants a reference from the same industry before going on.",
  "Left a message, will try again tomorrow.",
  "Procurement asks for a longer payment term.",
  "Very positive about the pilot, users ask for more seats.",
];
const winningReasons = ["Best fit", "Price", "Relationship"];
const losingReasons = ["Price", "Competitor", "No budget", "No decision", "Bad timing"];

/** Writes of one person at one moment: the first start must not take long. */
const together = 5;

function aLead(random: words.RandomSource, index: number) {
  const [firstName, lastName] = [random.pick(words.firstNames), random.pick(words.lastNames)];
  const company = `${random.pick(words.companyStarts)} ${random.pick(words.companyEnds)}`;
  const place = random.pick(words.places);
  return {
    firstName,
    lastName,
    email: `${words.plainLetters(firstName)}.${words.plainLetters(lastName)}${index}@${words.plainLetters(company)}.example`,
    phone: random.chance(0.8)
      ? `${place.dial} ${1000 + random.below(9000)} ${100 + random.below(900)}`
      : null,
    company,
    jobTitle: random.pick(words.jobTitles),
    source: random.pick(words.leadSources),
    status: random.pick(["new", "new", "contacted", "contacted", "qualified", "unqualified"] as const),
    score: random.below(101),
  };
}

type Sizes = { deals: number; leads: number; tasks: number };

export async function laySelling(
  { accounts, contacts }: LaidRecords,
  people: DemoUser[],
  sizes: Sizes,
): Promise<void> {
  const random = words.randomSource(11);
  const sellers = people.filter((one) => one.role === "sales_rep" || one.role === "sales_manager");
  const admin = people.find((one) => one.role === "tenant_admin")!.actor;
  const now = Date.now();
  const actorFor = (seller: DemoUser) => ({
    ...admin,
    id: seller.actor.id,
    userId: seller.id,
    name: seller.actor.name,
  });
  const daysAgo = (days: number) => new Date(now - days * dayMs - random.below(dayMs / 3));
  /** A working hour some days from now; a day of the past when negative. */
  const dueIn = (days: number) => {
    const due = new Date(now + days * dayMs);
    due.setUTCHours(8 + random.below(9), random.pick([0, 30]), 0, 0);
    return due.toISOString();
  };
  try {
    await writtenAt(daysAgo(190), admin, "products.create", async (ctx) => {
      for (const [name, sku, category, unitPrice] of products)
        await createProduct(ctx, { name, sku, category, unitPrice, currency: "USD" });
    });
    const open: { id: string; title: string; owner: DemoUser }[] = [];
    for (let i = 0; i < sizes.deals; i++) {
      const contact = random.pick(contacts);
      const account = accounts.find((one) => one.id === contact.accountId)!;
      const owner = contact.owner;
      const fate = random.next();
      const stage =
        fate < 0.62 ? stages[Math.min(3, random.below(5))]! : fate < 0.84 ? "closed_won" : "closed_lost";
      const isOpen = stages.includes(stage);
      const age = isOpen ? 2 + random.below(70) : 30 + random.below(140);
      const input = {
        title: `${account.name} · ${random.pick(needs)}`,
        value: Math.round((2_000 + 90_000 * random.next() ** 2.2) / 100) * 100,
        currency: "USD",
        stage: "lead",
        accountId: account.id,
        contactId: contact.id,
        expectedCloseDate: dueIn(isOpen ? random.below(90) - 8 : -random.below(20)),
        ownerId: owner.id,
      };
      const deal = await writtenAt(daysAgo(age), actorFor(owner), "deals.create", (ctx) =>
        createDeal(ctx, input),
      );
      const id = deal.id as string;
      if (stage !== "lead") {
        await writtenAt(daysAgo(random.below(Math.min(age, 26))), actorFor(owner), "deals.moveStage", (ctx) =>
          moveDealStage(ctx, {
            dealId: id,
            newStage: stage,
            ...(isOpen
              ? {}
              : { reason: random.pick(stage === "closed_won" ? winningReasons : losingReasons) }),
          }),
        );
      }
      if (isOpen) open.push({ id, title: input.title, owner });
    }
    const leads: { id: string; owner: DemoUser }[] = [];
    for (let i = 0; i < sizes.leads; i += together) {
      const owner = random.pick(sellers);
      await writtenAt(daysAgo(random.below(60)), actorFor(owner), "leads.create", async (ctx) => {
        for (let n = i; n < Math.min(i + together, sizes.leads); n++) {
          const lead = await createLead(ctx, { ...aLead(random, n), ownerId: owner.id, force: true });
          leads.push({ id: lead.id as string, owner });
        }
      });
    }
    for (let i = 0; i < sizes.tasks; i += together) {
      const owner = random.pick(sellers);
      const mine = {
        deal: open.filter((one) => one.owner === owner),
        lead: leads.filter((one) => one.owner === owner),
      };
      await writtenAt(daysAgo(1 + random.below(20)), actorFor(owner), "tasks.create", async (ctx) => {
        for (let n = i; n < Math.min(i + together, sizes.tasks); n++) {
          const type = mine.lead.length === 0 || random.chance(0.75) ? ("deal" as const) : ("lead" as const);
          if (mine[type].length === 0) continue;
          const relatedTo = { type, id: random.pick(mine[type]).id };
          const isDone = random.chance(0.45);
          await taskService.create(ctx, {
            title: random.pick(toDo),
            dueDate: isDone
              ? dueIn(-random.below(15))
              : dueIn(random.pick([-4, -1, 0, 0, 0, 1, 2, 3, 5, 8, 12])),
            priority: random.pick(["low", "medium", "medium", "high", "urgent"] as const),
            status: isDone ? "completed" : "pending",
            assignedTo: owner.id,
            relatedTo,
          });
          if (random.chance(0.4)) {
            const type = random.pick(["call", "call", "email"] as const);
            await communicationService.create(ctx, {
              type,
              ...(type === "call" ? { outcome: "connected", durationMinutes: 4 + random.below(22) } : {}),
              direction: random.pick(["outbound", "outbound", "inbound"] as const),
              content: random.pick(callNotes),
              relatedTo,
            });
          }
        }
      });
    }
    for (let i = 0; i < sizes.tasks / 8; i++) {
      const about = random.pick(open);
      const startTime = dueIn(random.below(21) - 5);
      await writtenAt(daysAgo(6), actorFor(about.owner), "calendarEvents.create", (ctx) =>
        eventService.create(ctx, {
          title: random.pick(["Demo", "Kick-off", "Contract review", "Quarterly review", "Lunch"]),
          startTime,
          endTime: new Date(Date.parse(startTime) + 3_600_000).toISOString(),
          relatedTo: { type: "deal", id: about.id },
        }),
      );
    }
  } finally {
    clock.set(undefined);
  }
}
