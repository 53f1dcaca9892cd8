// A person's calendar as an iCalendar feed (RFC 5545) behind a secret address, for calendars that know no sign-in.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import ical, { ICalEventStatus } from "ical-generator";
import { z } from "zod";
import { clock } from "@/kernel/clock";
import { invalidField, notFound } from "@/kernel/errors";
import { newId, toPublicId, uuidOf } from "@/kernel/id";
import { Ctx, type RequestInfo } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { publishLink, tenantOfLink, withdrawLink } from "@/kernel/public-links";
import { withTenant } from "@/kernel/tenancy";
import { actorOf, findMember } from "@/modules/users";
import { linkForCaller } from "@/platform/public-url";
import { agendaOf } from "./calendar";

const pastDays = 90;

export const FeedState = z
  .strictObject({
    isActive: z.boolean().meta({ description: "Whether there is a feed", examples: [true] }),
    createdAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "Since when its address holds", examples: ["2025-01-24T10:30:00.000Z"] }),
    lastReadAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "When a calendar last read it", examples: ["2025-01-24T11:00:00.000Z"] }),
  })
  .meta({ title: "Calendar feed" });
export const NewFeed = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The feed's id", examples: ["feed_018f6f0e7c1b7d3a9b0c1d2e3f405180"] }),
    url: z.string().meta({
      description: "The secret address, shown this once; whoever has it can read your calendar",
      examples: ["https://crm.example.com/v1/calendar-feeds/feed_018f6f0e7c1b7d3a9b0c1d2e3f405180/k3y.ics"],
    }),
  })
  .meta({ title: "New calendar feed" });

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

function me(ctx: Ctx): string {
  if (!ctx.actor.userId) throw invalidField("userId", "Only a person has a calendar");
  return uuidOf("user", ctx.actor.userId);
}

export async function getFeed(ctx: Ctx): Promise<z.output<typeof FeedState>> {
  const [row] = await ctx.tx.query<{ created_at: string; last_read_at: string | null }>(
    "select created_at, last_read_at from calendar_feeds where tenant_id = $1 and user_id = $2",
    [uuidOf("tenant", ctx.tenant.id), me(ctx)],
  );
  return {
    isActive: row !== undefined,
    createdAt: row?.created_at ?? null,
    lastReadAt: row?.last_read_at ?? null,
  };
}

/** Makes the feed; an address there was holds no longer. */
export async function createFeed(ctx: Ctx): Promise<z.output<typeof NewFeed>> {
  await deleteFeed(ctx);
  const id = newId("feed");
  const secret = randomBytes(24).toString("base64url");
  await ctx.tx.query(
    "insert into calendar_feeds (tenant_id, id, user_id, secret_hash, created_at) values ($1, $2, $3, $4, $5)",
    [uuidOf("tenant", ctx.tenant.id), uuidOf("feed", id), me(ctx), hashOf(secret), ctx.now],
  );
  publishLink(ctx, "feed", id);
  return { id, url: linkForCaller(`/v1/calendar-feeds/${id}/${secret}.ics`, ctx.request) };
}

export async function deleteFeed(ctx: Ctx): Promise<z.output<typeof FeedState>> {
  const rows = await ctx.tx.query<{ id: string }>(
    "delete from calendar_feeds where tenant_id = $1 and user_id = $2 returning id",
    [uuidOf("tenant", ctx.tenant.id), me(ctx)],
  );
  for (const row of rows) withdrawLink(ctx, "feed", toPublicId("feed", row.id));
  return { isActive: false, createdAt: null, lastReadAt: null };
}

/** The feed's text; a wrong address, a withdrawn one and one of somebody who has left are the same 404. */
export async function readFeed(
  request: RequestInfo,
  { feedId, secret }: { feedId: string; secret: string },
): Promise<{ events: number }> {
  const tenant = await tenantOfLink("feed", feedId);
  if (!tenant) throw notFound("calendar feed");
  const given = Buffer.from(hashOf(secret.replace(/\.ics$/, "")), "hex");
  const userId = await withTenant(tenant, "write", async (tx) => {
    const key = [uuidOf("tenant", tenant.id), uuidOf("feed", feedId)];
    const [row] = await tx.query<{ user_id: string; secret_hash: string }>(
      "select user_id, secret_hash from calendar_feeds where tenant_id = $1 and id = $2",
      key,
    );
    if (!row || !timingSafeEqual(given, Buffer.from(row.secret_hash, "hex"))) return null;
    tx.send("update calendar_feeds set last_read_at = $3 where tenant_id = $1 and id = $2", [
      ...key,
      clock.nowIso(),
    ]);
    return toPublicId("user", row.user_id);
  });
  const member = userId ? await findMember(tenant, userId) : null;
  if (!member) throw notFound("calendar feed");
  const actor = actorOf(tenant, member, { id: feedId, sessionId: null });
  if (scopeOf(actor, "activities:read") === undefined) throw notFound("calendar feed");
  const from = new Date(clock.nowMs() - pastDays * 86_400_000).toISOString();
  const agenda = await withTenant(tenant, "read", (tx) =>
    agendaOf(new Ctx(tx, tenant, actor, { ...request, actor }), member.id, from),
  );
  request.download = {
    contentType: "text/calendar; charset=utf-8",
    headers: {
      "Content-Disposition": 'inline; filename="calendar.ics"',
      "Cache-Control": "private, max-age=300",
    },
    content: calendarText(member.name, agenda),
  };
  return { events: agenda.events.length + agenda.tasks.length };
}

function calendarText(name: string, { events, tasks }: Awaited<ReturnType<typeof agendaOf>>): string {
  const calendar = ical({ name, prodId: { company: "Meridian", product: "CRM", language: "EN" }, ttl: 900 });
  for (const event of events) {
    calendar.createEvent({
      id: event.id,
      start: new Date(event.startTime),
      end: new Date(event.endTime),
      allDay: event.isAllDay,
      summary: event.title,
      description: event.description ?? undefined,
      location: event.location ?? undefined,
      status: event.status === "cancelled" ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      created: new Date(event.createdAt),
      lastModified: new Date(event.updatedAt),
      stamp: new Date(event.updatedAt),
      sequence: event.version,
    });
  }
  for (const task of tasks) {
    const due = new Date(task.dueDate as string);
    calendar.createEvent({
      id: task.id,
      start: due,
      end: due,
      summary: `To do: ${task.title}`,
      description: task.description ?? undefined,
      created: new Date(task.createdAt),
      lastModified: new Date(task.updatedAt),
      stamp: new Date(task.updatedAt),
      sequence: task.version,
    });
  }
  return calendar.toString();
}
