// Roles: the public face of the module.
export { faultOfPermission, notHeld, refuseEscalation, refuseSystemAdmin } from "./giving";
export { rolesRouter } from "./router";
export { permissionText } from "./schema";
export { findRoles } from "./service";
