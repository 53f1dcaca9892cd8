// Leads and absences for tests.
import type { IdFixtures } from "@/test/fixtures";

let count = 0;

export const idFixtures: IdFixtures = {
  leadId: async (call) => {
    count += 1;
    const email = `lead.${count}@fixture.example`;
    return (await call("leads.create", { firstName: "Jane", lastName: `Fixture ${count}`, email })).id;
  },
  absenceId: async (call) => (await call("leads.createAbsence", { from: "2025-02-03", to: "2025-02-07" })).id,
  convertedContactId: (_, world) => needed(world.contactId),
  convertedAccountId: (_, world) => needed(world.accountId),
  convertedDealId: (_, world) => needed(world.dealId),
};

async function needed(id: string | undefined): Promise<string> {
  if (!id) throw new Error("not made yet");
  return id;
}
