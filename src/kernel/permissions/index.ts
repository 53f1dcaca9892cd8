// Permissions: who may do what, and on which records.
export { type Actor, type ActorKind, scopeOf, systemActor } from "./actor";
export { grantedScope, type Permission, parsePermission, type Scope, scopes } from "./permission";
export { permissionCatalogue, type SystemRole, systemRoles } from "./roles";
