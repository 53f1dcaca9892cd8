// The chapters Leads and Activities of the contract over REST: its bodies as they are, ids alone replaced.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RestTenant, restTenant } from "@/surfaces/rest/fixtures";
import { openTestDatabase } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: RestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await restTenant();
});
afterAll(() => close());

const post = async (path: string, body: object, status = 201) => {
  const answer = await tenant.admin(`POST ${path}`, { body });
  expect(answer.body.errors).toEqual([]);
  expect(answer.status).toBe(status);
  return answer.record;
};

test("Leads: create, qualify, score, convert", async () => {
  const body = {
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
  const lead = await post("/leads", body);
  expect(lead).toMatchObject(body);
  const notes = "Budget confirmed, decision maker identified";
  const qualified = await post(
    `/leads/${lead.id}/qualify`,
    { qualificationNotes: notes, score: 90, nextAction: "Schedule demo" },
    200,
  );
  expect(qualified).toMatchObject({ status: "qualified", qualificationNotes: notes, score: 90 });
  const scored = await tenant.admin(`PUT /leads/${lead.id}/score`, {
    body: { score: 85, scoringFactors: ["Email opened", "Website visited", "Demo requested"] },
  });
  expect(scored.record).toMatchObject({ score: 85 });
  const history = await tenant.admin(`GET /leads/${lead.id}/scoring-history?page=1&limit=1`);
  expect(history.records).toMatchObject([{ newScore: 85, previousScore: 90 }]);
  expect(history.body.meta.pagination).toMatchObject({ total: 3, hasNext: true });
  const { records: pipelines } = await tenant.admin("GET /pipelines");
  const converted = await post(
    `/leads/${lead.id}/convert`,
    {
      createContact: true,
      createDeal: true,
      dealTitle: "New Business Opportunity",
      dealValue: 75000.0,
      pipelineId: pipelines[0]!.id,
    },
    200,
  );
  expect(converted).toMatchObject({
    lead: { id: lead.id, status: "converted" },
    contact: { firstName: "Jane", lastName: "Smith" },
    account: { name: "Prospect Inc" },
    deal: { title: "New Business Opportunity", value: 75000 },
  });
});

test("Activities: task, event, communication, timeline", async () => {
  const { record: me } = await tenant.admin("GET /me");
  const userId = String(me.id ?? (me.user as { id: string }).id);
  const contact = await post("/contacts", { firstName: "John", lastName: "Doe" });
  const deal = await post("/deals", { title: "Enterprise Software License", value: 50000.0 });
  const relatedTo = { type: "deal", id: deal.id };
  const task = {
    title: "Follow up call",
    description: "Call to discuss proposal feedback",
    dueDate: "2025-01-25T14:00:00Z",
    priority: "high",
    status: "pending",
    assignedTo: userId,
    relatedTo,
  };
  expect(await post("/activities/tasks", task)).toMatchObject({
    ...task,
    dueDate: "2025-01-25T14:00:00.000Z",
  });
  const event = {
    title: "Product Demo",
    description: "Demo of CRM features",
    startTime: "2025-01-26T10:00:00Z",
    endTime: "2025-01-26T11:00:00Z",
    location: "Conference Room A",
    attendees: [userId, contact.id],
    relatedTo,
  };
  expect(await post("/activities/events", event)).toMatchObject({
    attendees: event.attendees,
    relatedTo,
    duration: 60,
  });
  const communication = {
    type: "email",
    direction: "outbound",
    subject: "Proposal Follow-up",
    content: "Thank you for reviewing our proposal...",
    timestamp: "2025-01-24T09:30:00Z",
    participants: [contact.id],
    relatedTo,
  };
  expect(await post("/activities/communications", communication)).toMatchObject({
    ...communication,
    timestamp: "2025-01-24T09:30:00.000Z",
  });
  const timeline = await tenant.admin(
    `GET /activities/timeline?relatedType=deal&relatedId=${deal.id}&page=1&limit=20`,
  );
  expect(timeline.records.map((item) => item.type)).toEqual(["change", "event", "task", "communication"]);
  const upper = await post("/activities/communications", {
    ...communication,
    type: "EMAIL",
    direction: "Outbound",
  });
  expect(upper).toMatchObject({ type: "email", direction: "outbound" });
});
