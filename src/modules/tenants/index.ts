// Tenants: the public face of the module.
export { addPerson, type NewPerson, type NewTenant, provisionTenant } from "./provision";
export { tenantRouter } from "./router";
export { workspaceName } from "./schema";
export { workspaceTimeZone } from "./service";
