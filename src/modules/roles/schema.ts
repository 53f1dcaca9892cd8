// Roles as the API shows them.
import { z } from "zod";
import { pageOf } from "@/kernel/records";
import { faultOfPermission } from "./giving";

export const roleId = z
  .string()
  .meta({ description: "The role's id", examples: ["role_018f6f0e7c1b7d3a9b0c1d2e3f405180"] });
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .meta({ description: "What people call it", examples: ["Regional manager"] });
const description = z
  .string()
  .trim()
  .max(500)
  .meta({ description: "What it is for", examples: ["Leads the sales of a region"] });
/** A permission that can be given. */
export const permissionText = z
  .string()
  .max(100)
  .superRefine((text, ctx) => {
    const fault = faultOfPermission(text);
    if (fault) ctx.addIssue({ code: "custom", message: fault });
  });
const permissions = z
  .array(permissionText)
  .min(1)
  .max(200)
  .meta({ description: "What its holders may do", examples: [["contacts:read", "contacts:write:own"]] });

export const Role = z
  .strictObject({
    id: roleId,
    key: z.string().meta({ description: "Its short name in tokens and the API", examples: ["sales_rep"] }),
    name: z.string().meta({ description: "What people call it", examples: ["Sales representative"] }),
    description: z
      .string()
      .meta({ description: "What it is for", examples: ["Standard sales representative"] }),
    permissions: z
      .array(z.string())
      .meta({ description: "What its holders may do", examples: [["contacts:read"]] }),
    isSystem: z.boolean().meta({ description: "Built in, cannot be changed", examples: [true] }),
    memberCount: z.int().meta({ description: "How many people have it", examples: [4] }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was made", examples: ["2025-01-24T10:30:00.000Z"] }),
    updatedAt: z.iso
      .datetime()
      .meta({ description: "When it was last changed", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Role" });
export type Role = z.output<typeof Role>;
export const RolePage = pageOf(Role);

export const NewRole = z.strictObject({
  name,
  key: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,49}$/, "must be lower-case letters, digits and _")
    .optional()
    .meta({ description: "Short name; made from the name when absent", examples: ["regional_manager"] }),
  description: description.default(""),
  permissions,
});
export type NewRole = z.output<typeof NewRole>;
export const RolePatch = z.strictObject({
  roleId,
  name: name.optional(),
  description: description.optional(),
  permissions: permissions.optional(),
});
export type RolePatch = z.output<typeof RolePatch>;

export const PermissionCatalogue = z
  .array(
    z.strictObject({
      resource: z.string().meta({ description: "First word of the permission", examples: ["contacts"] }),
      label: z.string().meta({ description: "What people call it", examples: ["Contacts"] }),
      actions: z
        .array(
          z.strictObject({
            permission: z.string().meta({ description: "The permission", examples: ["contacts:read"] }),
            description: z
              .string()
              .meta({ description: "What it allows", examples: ["View contact information"] }),
          }),
        )
        .meta({ description: "What can be allowed on it" }),
    }),
  )
  .meta({ title: "Permission catalogue" });
