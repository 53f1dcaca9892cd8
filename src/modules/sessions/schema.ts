// Sessions as their owner sees them, and the inputs of sign-in's operations.
import { z } from "zod";
import { pageOf } from "@/kernel/records";
import { longestPassword } from "./passwords";

const instant = (description: string) =>
  z.iso.datetime().meta({ description, examples: ["2025-01-24T10:30:00.000Z"] });

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(320)
  .pipe(z.email())
  .meta({ description: "E-mail address", examples: ["jane@example.com"] });
export const password = z
  .string()
  .min(1)
  .max(longestPassword)
  .meta({
    description: "Password, as the workspace's policy asks",
    examples: ["correct horse battery staple 7"],
  });
export const linkToken = z
  .string()
  .max(200)
  .meta({ description: "The token of the mailed link", examples: ["lnk_5f0c…"] });

export const Session = z
  .strictObject({
    id: z.string().meta({
      description: "The session's id",
      examples: ["session_018f6f0e7c1b7d3a9b0c1d2e3f405170"],
    }),
    userAgent: z.string().meta({ description: "Browser, as it names itself", examples: ["Mozilla/5.0 …"] }),
    ip: z.string().meta({ description: "Address it was started from", examples: ["203.0.113.7"] }),
    createdAt: instant("When it was started"),
    lastSeenAt: instant("When it was last used, to the minute"),
    expiresAt: instant("When it ends at the latest"),
    isCurrent: z.boolean().meta({ description: "Whether it is the one that asks", examples: [true] }),
  })
  .meta({ title: "Session" });
export type Session = z.output<typeof Session>;
export const SessionPage = pageOf(Session);

export const SessionById = z.strictObject({
  sessionId: z.string().meta({
    description: "The session's id",
    examples: ["session_018f6f0e7c1b7d3a9b0c1d2e3f405170"],
  }),
});
export const RevokeSessions = z.strictObject({
  keepCurrent: z
    .boolean()
    .default(true)
    .meta({ description: "Keep the session that asks", examples: [true] }),
});
export const ChangePassword = z.strictObject({ currentPassword: password, newPassword: password });
export const RequestReset = z.strictObject({ email });
export const ResetPassword = z.strictObject({ token: linkToken, password });
export const SwitchTenant = z.strictObject({
  tenantId: z.string().meta({
    description: "The workspace to work in",
    examples: ["tenant_018f6f0e7c1b7d3a9b0c1d2e3f405171"],
  }),
});
export const Count = z.strictObject({
  revoked: z.int().meta({ description: "How many were ended", examples: [2] }),
});
export const Done = z.strictObject({
  done: z.literal(true).meta({ description: "It is done", examples: [true] }),
});
