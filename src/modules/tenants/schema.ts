// A workspace and its settings, as the API shows them.
import { z } from "zod";
import { isTimeZone } from "@/kernel/clock/zones";
import { PasswordPolicy, SecurityConfig } from "@/kernel/security";

const tenantId = z
  .string()
  .meta({ description: "The workspace's id", examples: ["tenant_018f6f0e7c1b7d3a9b0c1d2e3f405171"] });
export const workspaceName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .meta({ description: "The workspace's name", examples: ["Acme"] });
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as USD")
  .meta({ description: "Currency of new records", examples: ["USD"] });
const timezone = z
  .string()
  .max(64)
  .refine(isTimeZone, "must be a time zone such as Europe/Berlin")
  .meta({ description: "Time zone of the workspace", examples: ["Europe/Berlin"] });

export const Tenant = z
  .strictObject({
    id: tenantId,
    name: workspaceName,
    status: z.string().meta({ description: "`active` or `suspended`", examples: ["active"] }),
    currency,
    timezone,
    security_config: SecurityConfig.meta({ description: "Security settings" }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was made", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Workspace" });
export type Tenant = z.output<typeof Tenant>;

/** Without the defaults: an absent key leaves its setting. */
const settable = <S extends z.ZodRawShape>(schema: z.ZodObject<S>) => {
  const shape = Object.entries(schema.shape).map(([key, field]) => [
    key,
    (field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : (field as z.ZodType))
      .meta((field as z.ZodType).meta() ?? {})
      .optional(),
  ]);
  return z.strictObject(Object.fromEntries(shape) as Record<string, z.ZodOptional<z.ZodType>>).optional();
};
const { session_config, api_security } = SecurityConfig.shape;

export const TenantPatch = z.strictObject({
  name: workspaceName.optional(),
  currency: currency.optional(),
  timezone: timezone.optional(),
  security_config: z
    .strictObject({
      password_policy: settable(PasswordPolicy).meta({ description: "What a password must have" }),
      session_config: settable(session_config.unwrap()).meta({ description: "How long sessions last" }),
      api_security: settable(api_security.unwrap()).meta({ description: "Rules for API keys" }),
    })
    .optional()
    .meta({ description: "Security settings; absent keys stay as they are" }),
});
export type TenantPatch = z.output<typeof TenantPatch>;
