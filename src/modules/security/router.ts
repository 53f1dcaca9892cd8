// The security log, for those who look after the workspace.
import { z } from "zod";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import { type Ctx, operation, read, router } from "@/kernel/operation";
import { type PagedRows, pagedRows, paging } from "@/kernel/query/paged-rows";
import { pageOf } from "@/kernel/records";
import { securityEvents } from "@/kernel/security";
import { withSystem } from "@/kernel/tenancy";

const SecurityEvent = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The event's id", examples: ["018f6f0e-7c1b-7d3a-9b0c-1d2e3f4051b0"] }),
    event: z.string().meta({ description: "What happened", examples: ["login_failure"] }),
    userId: z
      .string()
      .nullable()
      .meta({ description: "Whom it concerns", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
    userName: z
      .string()
      .nullable()
      .meta({ description: "Their name", examples: ["Jane Doe"] }),
    detail: z
      .record(z.string(), z.unknown())
      .meta({ description: "More about it", examples: [{ email: "x@y.z" }] }),
    ip: z.string().meta({ description: "From which address", examples: ["203.0.113.7"] }),
    userAgent: z.string().meta({ description: "With which program", examples: ["curl/8.5.0"] }),
    requestId: z.string().meta({ description: "In which request", examples: ["req_018f…"] }),
    createdAt: z.iso.datetime().meta({ description: "When", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Security event" });
type SecurityEvent = z.output<typeof SecurityEvent>;

const at = (description: string) =>
  z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description, examples: ["2025-01-24T10:30:00Z"] });
const SecurityEventQuery = z.strictObject({
  ...paging,
  event: z
    .enum(securityEvents)
    .optional()
    .meta({ description: "Only this event", examples: ["login_failure"] }),
  userId: z
    .string()
    .optional()
    .meta({ description: "Only about this person", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
  ip: z
    .string()
    .max(64)
    .optional()
    .meta({ description: "Only from this address", examples: ["203.0.113.7"] }),
  createdAfter: at("Only later ones"),
  createdBefore: at("Only earlier ones"),
});

type Row = {
  id: string;
  event: string;
  user_id: string | null;
  user_name: string | null;
  detail: Record<string, unknown>;
  ip: string;
  user_agent: string;
  request_id: string;
  created_at: string;
};

/** The log is the control schema's: the tenant is in the query, and only there. */
function listSecurityEvents(
  ctx: Ctx,
  input: z.output<typeof SecurityEventQuery>,
): Promise<PagedRows<SecurityEvent>> {
  const userUuid = input.userId === undefined ? null : parseId("user", input.userId);
  return withSystem("read", (tx) =>
    pagedRows<Row, SecurityEvent>(
      tx,
      {
        columns:
          "e.id, e.event, e.user_id, p.name as user_name, e.detail, e.ip, e.user_agent, e.request_id, e.created_at",
        from: "security_events e left join people p on p.id = e.user_id",
        where: `e.tenant_id = $1 and ($2::text is null or e.event = $2) and ($3::uuid is null or e.user_id = $3)
          and ($4::text is null or e.ip = $4) and ($5::timestamptz is null or e.created_at > $5)
          and ($6::timestamptz is null or e.created_at < $6) and not $7`,
        values: [
          uuidOf("tenant", ctx.tenant.id),
          input.event ?? null,
          userUuid ?? null,
          input.ip ?? null,
          input.createdAfter ?? null,
          input.createdBefore ?? null,
          // An id that is none names nobody.
          userUuid === undefined,
        ],
        sort: { sql: "e.created_at", type: "timestamptz", order: "desc" },
        id: "e.id",
      },
      input,
      (row) => ({
        id: row.id,
        event: row.event,
        userId: row.user_id && toPublicId("user", row.user_id),
        userName: row.user_name,
        detail: row.detail,
        ip: row.ip,
        userAgent: row.user_agent,
        requestId: row.request_id,
        createdAt: row.created_at,
      }),
    ),
  );
}

export const securityRouter = router({
  list: operation({
    title: "List security events",
    description: "Sign-ins, refusals, keys and roles; append-only, newest first.",
    permission: "security:read",
    rest: "GET /security-events",
  })
    .input(SecurityEventQuery)
    .output(pageOf(SecurityEvent))
    .query(read(listSecurityEvents)),
});
