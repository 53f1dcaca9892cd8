// Change sets for tests.
import type { IdFixtures } from "@/test/fixtures";

export const idFixtures: IdFixtures = {
  changeId: async (call, world) => {
    await call("contacts.update", { contactId: world.contactId, jobTitle: "Changed" });
    return (await call<{ items: { id: string }[] }>("changes.list", {})).items[0]!.id;
  },
};
