// What the code must know of a tenant to reach its tables: its id and where it is placed.
import { uuidOf } from "@/kernel/id";

/** A tenant's identity and placement; `schema` is its own (`t_…`) or the shared one (`pool`). */
export type TenantRef = { id: string; schema: string };

const schemaShape = /^(pool|t_[0-9a-f]{32})$/;

/** The schema's name, checked: it is written into SQL as a literal. */
export function schemaName(tenant: TenantRef): string {
  if (!schemaShape.test(tenant.schema)) throw new Error(`not a tenant schema: ${tenant.schema}`);
  return tenant.schema;
}

/** The schema a tenant of its own gets. */
export const ownSchemaName = (tenantId: string): string =>
  `t_${uuidOf("tenant", tenantId).replaceAll("-", "")}`;
