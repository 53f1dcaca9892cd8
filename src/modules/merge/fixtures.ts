// Merged records for tests.
import type { Call, IdFixtures } from "@/test/fixtures";

const aTwin: (call: Call) => Promise<string> = async (call) =>
  (await call("contacts.create", { firstName: "Twin", lastName: "Fixture", force: true })).id;

export const idFixtures: IdFixtures = {
  winnerId: aTwin,
  loserId: aTwin,
  recordId: aTwin,
  mergeId: async (call) => {
    const merged = { winnerId: await aTwin(call), loserIds: [await aTwin(call)] };
    const { mergeId } = await call<{ mergeId: string }>("merge.contacts", merged);
    return mergeId;
  },
};
