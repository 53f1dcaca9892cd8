// Tenancy: where a tenant's rows are, and the only ways to them.
export {
  idColumn,
  instant,
  minorUnits,
  type RecordColumn,
  recordColumns,
  recordIndexes,
  tenantIdColumn,
} from "./columns";
export { analyzeTenantSchema, createTenantSchema, migrate } from "./migrate";
export { appendOnlyTables } from "./secure";
export { ownSchemaName, type TenantRef } from "./tenant";
export { type Row, Transaction, translateFailure, withSystem, withTenant } from "./transaction";
