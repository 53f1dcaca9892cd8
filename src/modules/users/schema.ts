// People of a tenant, invitations to it, and oneself, as the API shows them.
import { z } from "zod";
import { paging } from "@/kernel/query/paged-rows";
import { pageOf } from "@/kernel/records";

const instant = (description: string) =>
  z.iso.datetime().meta({ description, examples: ["2025-01-24T10:30:00.000Z"] });
export const userId = z
  .string()
  .meta({ description: "The person's id", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] });
export const invitationId = z
  .string()
  .meta({ description: "The invitation's id", examples: ["invite_018f6f0e7c1b7d3a9b0c1d2e3f4051a0"] });
const teamId = z
  .string()
  .nullable()
  .meta({ description: "The team they work in", examples: ["team_018f6f0e7c1b7d3a9b0c1d2e3f4051a1"] });
const departmentId = z
  .string()
  .nullable()
  .meta({
    description: "Department; the team's when not set",
    examples: ["dept_018f6f0e7c1b7d3a9b0c1d2e3f4051a2"],
  });
const title = z
  .string()
  .trim()
  .max(100)
  .nullable()
  .meta({ description: "Position", examples: ["Account executive"] });
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .meta({ description: "Full name", examples: ["Jane Doe"] });
const roleName = z
  .string()
  .max(100)
  .meta({ description: "Key or id of a role", examples: ["sales_rep"] });

const RoleOfUser = z.strictObject({
  id: z.string().meta({ description: "The role's id", examples: ["role_018f6f0e7c1b7d3a9b0c1d2e3f405180"] }),
  key: z.string().meta({ description: "The role's key", examples: ["sales_rep"] }),
  name: z.string().meta({ description: "The role's name", examples: ["Sales representative"] }),
});

export const User = z
  .strictObject({
    id: userId,
    email: z.string().meta({ description: "E-mail address", examples: ["jane@example.com"] }),
    name: z.string().meta({ description: "Full name", examples: ["Jane Doe"] }),
    title,
    status: z
      .enum(["active", "invited", "deactivated"])
      .meta({ description: "Whether they can come in", examples: ["active"] }),
    roles: z.array(RoleOfUser).meta({ description: "What they may do" }),
    teamId,
    teamName: z
      .string()
      .nullable()
      .meta({ description: "The team's name", examples: ["Enterprise"] }),
    departmentId,
    departmentName: z
      .string()
      .nullable()
      .meta({ description: "The department's name", examples: ["Sales"] }),
    createdAt: instant("When they joined"),
    updatedAt: instant("When this was last changed"),
  })
  .meta({ title: "Person" });
export type User = z.output<typeof User>;
export const UserPage = pageOf(User);

export const UserQuery = z.strictObject({
  ...paging,
  search: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "Part of name or e-mail", examples: ["jane"] }),
  status: z
    .enum(["active", "invited", "deactivated"])
    .optional()
    .meta({ description: "Only people in this state", examples: ["active"] }),
  role: z
    .string()
    .max(100)
    .optional()
    .meta({ description: "Only people with this role", examples: ["sales_rep"] }),
  teamId: z
    .string()
    .optional()
    .meta({ description: "Only people of this team", examples: ["team_018f6f0e7c1b7d3a9b0c1d2e3f4051a1"] }),
});
export type UserQuery = z.output<typeof UserQuery>;

export const UserPatch = z.strictObject({
  userId,
  name: personName.optional(),
  title: title.optional(),
  teamId: teamId.optional(),
  departmentId: departmentId.optional(),
  roles: z
    .array(roleName)
    .min(1)
    .max(20)
    .optional()
    .meta({ description: "All their roles from now on", examples: [["sales_rep"]] }),
});
export type UserPatch = z.output<typeof UserPatch>;

export const Invite = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(320)
    .pipe(z.email())
    .meta({ description: "Whom to invite", examples: ["jane@example.com"] }),
  role: roleName.default("sales_rep"),
  teamId: teamId.default(null),
  userId: userId.optional().meta({
    description: "Someone who was added without an invitation, by an import: the address becomes theirs",
    examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
  }),
});
export type Invite = z.output<typeof Invite>;

export const Invitation = z
  .strictObject({
    id: invitationId,
    email: z.string().meta({ description: "Who is invited", examples: ["jane@example.com"] }),
    role: RoleOfUser.nullable().meta({ description: "What they will be" }),
    teamId,
    invitedBy: z
      .string()
      .nullable()
      .meta({ description: "Who invited", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
    createdAt: instant("When it was sent"),
    expiresAt: instant("Until when its link works"),
    status: z
      .enum(["pending", "expired"])
      .meta({ description: "Whether the link still works", examples: ["pending"] }),
  })
  .meta({ title: "Invitation" });
export type Invitation = z.output<typeof Invitation>;
export const InvitationPage = pageOf(Invitation);

export const Me = z
  .strictObject({
    kind: z
      .enum(["user", "api_key"])
      .meta({ description: "Whether a person or a key asks", examples: ["user"] }),
    id: z.string().meta({ description: "Id of the person or the key", examples: ["user_018f…"] }),
    userId: userId.nullable().meta(userId.meta() ?? {}),
    name: z.string().meta({ description: "Name of the person or the key", examples: ["Jane Doe"] }),
    email: z
      .string()
      .nullable()
      .meta({ description: "E-mail of the person", examples: ["jane@example.com"] }),
    isEmailVerified: z.boolean().meta({ description: "Whether the address is proved", examples: [true] }),
    roles: z.array(z.string()).meta({ description: "Keys of the roles", examples: [["sales_rep"]] }),
    permissions: z.array(z.string()).meta({ description: "What it may do", examples: [["contacts:read"]] }),
    teamId,
    departmentId,
    sessionId: z
      .string()
      .nullable()
      .meta({ description: "The browser session", examples: ["session_018f6f0e7c1b7d3a9b0c1d2e3f405170"] }),
    tenant: z
      .strictObject({
        id: z
          .string()
          .meta({ description: "The workspace", examples: ["tenant_018f6f0e7c1b7d3a9b0c1d2e3f405171"] }),
        name: z.string().meta({ description: "Its name", examples: ["Acme"] }),
      })
      .meta({ description: "The workspace it works in" }),
    tenants: z
      .array(
        z.strictObject({
          id: z.string().meta({ description: "A workspace", examples: ["tenant_018f…"] }),
          name: z.string().meta({ description: "Its name", examples: ["Acme"] }),
        }),
      )
      .meta({ description: "The workspaces of the person" }),
  })
  .meta({ title: "Me" });
export type Me = z.output<typeof Me>;

export const MePatch = z.strictObject({ name: personName });
export type MePatch = z.output<typeof MePatch>;
